#!/usr/bin/env bash
# Trains the zoo's networks in plain PyTorch: reference.sh CONFIGURATION OPTIONS-OF-TRAIN-PY...
set -euo pipefail
# shellcheck source=python.sh
. "$(dirname "$0")/python.sh"
configuration=$1
shift
# OpenBLAS 0.3.21 takes kernels on newer processors that are half as fast on small matrices; the trainer chooses the same.
if grep -qsw avx512f /proc/cpuinfo; then
    export OPENBLAS_CORETYPE=${OPENBLAS_CORETYPE:-SKYLAKEX}
fi
exec "$python" "$here/train.py" --trainer "dotnet run --project '$here/../../trainer/RnnOnnx.Trainer' -c '$configuration' --no-build --" "$@"
