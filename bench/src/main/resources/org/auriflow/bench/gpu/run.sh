#!/bin/sh
# Runs Auriflow's checks and timings on a machine with a graphics card. Needs a driver, and nothing else.
#
#   run.sh info                    what is found here
#   run.sh check [--device cuda:0] every operation on the card against the processor; under compute-sanitizer where
#                                  SANITIZE=1 is set and it is installed
#   run.sh bench [--python python3]  kernels and steps, beside PyTorch and JAX where Python has them
#   run.sh COMMAND ...             any other command of auriflow
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P) || exit 1
command=${1:-info}
[ $# -gt 0 ] && shift
case $command in
    check | bench) command=gpu-$command ;;
esac
options="--add-modules jdk.incubator.vector"
"$here/runtime/bin/java" --enable-native-access=ALL-UNNAMED -version >/dev/null 2>&1 && options="$options --enable-native-access=ALL-UNNAMED"
watch=
[ "$command" = gpu-check ] && [ "${SANITIZE:-0}" = 1 ] && command -v compute-sanitizer >/dev/null 2>&1 &&
    watch="compute-sanitizer --target-processes all --error-exitcode 3"
# shellcheck disable=SC2086
exec $watch "$here/runtime/bin/java" $options -Dauriflow.name=run.sh -cp "$here/lib/*" org.auriflow.bench.Main "$command" "$@"
