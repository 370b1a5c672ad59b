#!/usr/bin/env bash
# Compiles the kernel families of src/main/cuda to the PTX in src/main/resources that is committed and shipped.
#
#   ptx.sh [--all] [--out DIRECTORY] [NAME...]
#
# Without names: every family, and PTX without a source is removed. A family whose source and headers have not changed
# is left alone, unless --all is given. nvcc is $NVCC or the one on the path; it needs no GPU.
#
# A family names its types in a line "// types: f32 f64" and is compiled once for each, with REAL_f32 and so on defined;
# "// types: none" is compiled once as it is. A line "// capability: 80" is for kernels that need cards of compute
# capability 8.0 or later instead of 7.5, and "// nvcc: OPTIONS" adds options.
set -euo pipefail

all=false
out=
while [[ ${1:-} == --* ]]; do
    case $1 in
        --all) all=true ;;
        --out) mkdir -p "$2" && out=$(cd "$2" && pwd) && shift ;;
        *) echo "ptx.sh: unknown option $1; there are --all and --out DIRECTORY" >&2; exit 2 ;;
    esac
    shift
done
cd "$(dirname "${BASH_SOURCE[0]}")/../main/cuda"
out=${out:-../resources/org/auriflow/cuda/ptx}
nvcc=${NVCC:-nvcc}
cores=$(nproc)
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What follows "// KEY: " in a family's source.
header() { # NAME KEY
    sed -n "s,^// $2: *,,p" "$1.cu" | head -1
}

# The hash of a family's source and of the headers that it includes, each once, in the order of their mention.
fingerprint() { # NAME
    local files=("$1.cu") file i
    for ((i = 0; i < ${#files[@]}; i++)); do
        while read -r file; do
            [[ " ${files[*]} " == *" $file "* ]] || files+=("$file")
        done < <(sed -n 's,^ *# *include *"\([^"]*\)".*,\1,p' "${files[i]}")
    done
    cat "${files[@]}" | sha256sum | cut -d' ' -f1
}

# Names of unnamed namespaces, "50_GLOBAL__N__..." with 50 characters after the number, and of what only one file sees,
# "37_INTERNAL_...", hold hashes of paths and the number of the process.
steady_names() {
    awk '{
        while (match($0, /[0-9][0-9]_(INTERNAL|GLOBAL__N)_/)) {
            $0 = substr($0, 1, RSTART - 1) "7unnamed" substr($0, RSTART + 2 + substr($0, RSTART, 2))
        }
        print
    }'
}

# Version 8.0 is what a driver of CUDA 12.0 reads. What stands before .version varies with the build of nvcc.
build() { # NAME TYPE HASH TARGET
    local define=() options=() capability
    [[ $2 == none ]] || define=("-DREAL_$2")
    read -ra options <<< "$(header "$1" nvcc)" || true
    capability=$(header "$1" capability)
    # 177: a header's function that this family does not call.
    "$nvcc" -ptx -arch="compute_${capability:-75}" -fmad=false -diag-suppress 177 "${define[@]}" "${options[@]}" \
        "$1.cu" -o "$work/$4.nvcc"
    {
        echo "// source: $1.cu sha256:$3 nvcc: $("$nvcc" --version | sed -n 's/^Cuda compilation tools, //p')"
        sed -n '/^\.version/,$p' "$work/$4.nvcc" | sed 's/^\.version .*/.version 8.0/' | steady_names
    } > "$work/$4.part"
    mv "$work/$4.part" "$work/$4.ptx"
}

names=("$@")
if (($# == 0)); then
    for file in *.cu; do
        names+=("${file%.cu}")
    done
fi

expected=()
started=()
for name in "${names[@]}"; do
    [[ -f $name.cu ]] || { echo "ptx.sh: there is no $PWD/$name.cu" >&2; exit 2; }
    types=$(header "$name" types)
    [[ -n $types ]] || { echo "ptx.sh: $name.cu requires a line \"// types: ...\"" >&2; exit 2; }
    hash=$(fingerprint "$name")
    for type in $types; do
        target=${name}_$type
        [[ $type != none ]] || target=$name
        expected+=("$target")
        if $all || ! grep -qs -m 1 "^// source: .* sha256:$hash " "$out/$target.ptx"; then
            while (($(jobs -rp | wc -l) >= cores)); do
                wait -n || true
            done
            build "$name" "$type" "$hash" "$target" &
            started+=("$target")
        fi
    done
done
wait

failed=0
for target in "${started[@]}"; do
    if [[ -f $work/$target.ptx ]]; then
        cp "$work/$target.ptx" "$out/$target.ptx"
        echo "built $target.ptx"
    else
        echo "ptx.sh: $target.ptx could not be built" >&2
        failed=1
    fi
done
if (($# == 0)); then
    for file in "$out"/*.ptx; do
        target=$(basename "$file" .ptx)
        [[ " ${expected[*]} " == *" $target "* ]] || { rm -f "$file"; echo "removed $target.ptx"; }
    done
fi
exit $failed
