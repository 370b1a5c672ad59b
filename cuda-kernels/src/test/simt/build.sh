#!/bin/sh
# build.sh OUT_DIR CU_DIR
#
# Builds into OUT_DIR, with g++ alone (or $CXX):
#   libkernels.so    selftest.cu and every *.cu of CU_DIR, once for each type of its line "// types: f32 f64"
#                    ("// types: none": once)
#   libcuda.so.1     the driver that runs them, and generated PTX, on the processor
#   libcublas.so.12  matrix products
# Only what changed is compiled again, told by a hash of its inputs; at most two compilers run at once. What is in use
# is replaced, not overwritten.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
compiler=${CXX:-g++}
common="-std=c++17 -fPIC -ffp-contract=off -fno-math-errno -fno-trapping-math -Wall -Wextra"

# Vector units where the processor has them: fma in particular is slow without.
if grep -qw avx2 /proc/cpuinfo 2>/dev/null && grep -qw fma /proc/cpuinfo && grep -qw bmi2 /proc/cpuinfo \
    && grep -qw movbe /proc/cpuinfo && "$compiler" -march=x86-64-v3 -E -x c++ /dev/null >/dev/null 2>&1; then
    common="$common -march=x86-64-v3"
fi
driver_flags="$common -O1 -fvisibility=hidden"
loops_flags="$common -O3 -fvisibility=hidden"
# On a device integers wrap, and memory has no types.
kernel_flags="$common -O2 -fvisibility=hidden -fno-semantic-interposition -fwrapv -fno-strict-aliasing -Wno-attributes
    -Wno-unknown-pragmas -Wno-unused -Wno-unused-parameter -Wno-sign-compare"

hash() {
    sha256sum | cut -d ' ' -f 1
}

# compile OBJECT KIND SOURCE [UNIT TYPE]: called by xargs, see below.
compile() {
    object=$1
    kind=$2
    source=$3
    case $kind in
    driver) "$compiler" $driver_flags -c -o "$object.new" "$source" ;;
    loops) "$compiler" $loops_flags -c -o "$object.new" "$source" ;;
    kernels)
        unit=$4
        defines="-DSIMT_CPU=1 -DREAL_$5 -DSIMT_UNIT=$unit"
        {
            echo '#include "simt.h"'
            echo "namespace unit_$unit {"
            echo "#include \"$source\""
            # Names of kernels, found in the text after macros are expanded.
            "$compiler" -E -P -x c++ $defines '-D__launch_bounds__(...)=' "$source" | tr '\n' ' ' |
                grep -oE '__global__ +void +[A-Za-z_0-9]+ *\(' |
                sed -E 's/ *\($//; s/.* //; s/.*/SIMT_EXPORT(&)/' || true
            echo "}"
        } >"$object.cpp"
        "$compiler" $kernel_flags $defines "-I$here" -c -o "$object.new" "$object.cpp"
        ;;
    esac
    mv "$object.new" "$object.o"
    cp "$object.wanted" "$object.key"
}

if [ "$1" = --compile ]; then
    shift
    compile "$@"
    exit
fi

mkdir -p "$1/objects"
out=$(cd "$1" && pwd)
sources=$(cd "$2" && pwd)
objects=$out/objects

version=$("$compiler" --version | head -n 1)
everything=$({
    echo "$version $driver_flags $loops_flags $kernel_flags"
    cat "$here"/build.sh "$here"/*.h "$here"/*.cpp "$here"/*.cu "$here"/*.map
    for f in "$sources"/*.cu*; do
        echo "$f"
        cat "$f"
    done
} | hash)
libraries="libkernels.so libcuda.so.1 libcublas.so.12"
if [ "$(cat "$out/key" 2>/dev/null)" = "$everything" ]; then
    missing=no
    for library in $libraries; do
        [ -f "$out/$library" ] || missing=yes
    done
    [ $missing = yes ] || exit 0
fi

# want NAME KIND SOURCE KEY [UNIT TYPE]: lists a compilation unless its object is there, made from the same inputs.
jobs=$objects/jobs
: >"$jobs"
want() {
    object=$objects/$1
    echo "$4" >"$object.wanted"
    if [ ! -f "$object.o" ] || [ "$(cat "$object.key" 2>/dev/null)" != "$4" ]; then
        # No blank at the end: xargs would take the next line for more of this one.
        echo "\"$object\" $2 \"$3\"${5:+ $5 $6}" >>"$jobs"
    fi
}

headers=$(cat "$here"/*.h | hash)
cuda_objects=
cublas_objects=
kernel_objects=
for source in "$here"/*.cpp; do
    name=$(basename "$source" .cpp)
    kind=driver
    case $name in
    executor | warp | tensor | fiber)
        kind=loops
        kernel_objects="$kernel_objects $name.o"
        ;;
    cublas*)
        kind=loops
        cublas_objects="$cublas_objects $name.o"
        ;;
    ptx_run* | ptx_block)
        kind=loops
        cuda_objects="$cuda_objects $name.o"
        ;;
    *) cuda_objects="$cuda_objects $name.o" ;;
    esac
    want "$name" $kind "$source" "$({ echo "$version $driver_flags $loops_flags $headers"; cat "$source"; } | hash)"
done
device_headers=$(cat "$sources"/*.cuh 2>/dev/null | hash)
kernel_headers=$(cat "$here"/simt*.h "$here"/launch.h "$here"/build.sh | hash)
for source in "$here"/selftest.cu "$sources"/*.cu; do
    [ -f "$source" ] || continue
    family=$(basename "$source" .cu)
    types=$(sed -n 's|^// types: *||p' "$source" | head -n 1)
    if [ -z "$types" ]; then
        echo "build.sh: requires a line such as \"// types: f32 f64\", got none in $source" >&2
        exit 1
    fi
    for type in $types; do
        unit=$family
        [ "$type" = none ] || unit=${family}_$type
        kernel_objects="$kernel_objects unit_$unit.o"
        key=$({ echo "$version $kernel_flags $kernel_headers $device_headers"; cat "$source"; } | hash)
        want "unit_$unit" kernels "$source" "$key" "$unit" "$type"
    done
done

if [ -s "$jobs" ]; then
    xargs -P 2 -L 1 sh "$here/build.sh" --compile <"$jobs"
fi

cd "$objects"
"$compiler" -shared -Wl,-soname,libkernels.so -o "$out/new" $kernel_objects
mv "$out/new" "$out/libkernels.so"
"$compiler" -shared -Wl,-soname,libcuda.so.1 -o "$out/new" $cuda_objects -ldl -lpthread
mv "$out/new" "$out/libcuda.so.1"
"$compiler" -shared -Wl,-soname,libcublas.so.12 "-Wl,--version-script=$here/cublas.map" -o "$out/new" $cublas_objects \
    "$out/libcuda.so.1"
mv "$out/new" "$out/libcublas.so.12"
echo "$everything" >"$out/key"
