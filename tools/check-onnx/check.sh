#!/usr/bin/env bash
# Runs the ONNX project's checker over a zoo: check.sh FOLDER. Its Python package is Debian's, so it is Debian's Python that runs it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../engines/machine.sh
. "$here/../engines/machine.sh"
models=$1
[ -d "$models" ] || fail "$models is no folder; run 'make train-all' first or name a zoo: make check-onnx MODELS=..."
python=${PYTHON:-/usr/bin/python3}
if ! "$python" -c 'import onnx' 2>/dev/null; then
    need_command apt-get "install python3-onnx" "your system's package manager, or set PYTHON to a Python that can import onnx"
    install_debian_packages python3-onnx
    "$python" -c 'import onnx' || fail "python3-onnx is installed, and $python cannot import onnx; set PYTHON to one that can"
fi
exec "$python" "$here/check_onnx.py" "$models"
