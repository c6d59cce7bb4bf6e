#!/usr/bin/env bash
# Measures training beside plain PyTorch: bench.sh CONFIGURATION OPTIONS...
set -euo pipefail
# shellcheck source=python.sh
. "$(dirname "$0")/python.sh"
configuration=$1
shift
exec dotnet run --project "$here/../RnnOnnx.Benchmarks" -c "$configuration" --no-build -- train --python "$python" --script "$here/bench.py" "$@"
