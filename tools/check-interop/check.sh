#!/usr/bin/env bash
# Runs the test data of every package of a zoo in another build of ONNX Runtime, npm's: check.sh FOLDER.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../engines/machine.sh
. "$here/../engines/machine.sh"
models=$1
[ -d "$models" ] || fail "$models is no folder; run 'make train-all' first or name a zoo: make check-interop MODELS=..."
if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
    need_command apt-get "install node and npm" "your system's package manager"
    install_debian_packages nodejs npm
fi
installed=$here/node_modules/.installed
if ! cmp -s "$here/package-lock.json" "$installed"; then
    # Without install scripts: that of onnxruntime-node would fetch CUDA, and the build for the CPU lies in the package itself.
    npm ci --prefix "$here" --ignore-scripts --no-audit --no-fund --loglevel=error >&2 \
        || fail "npm cannot install what $here/package-lock.json names; is it served by the registry that npm is set to? (npm config get registry)"
    cp "$here/package-lock.json" "$installed"
fi
exec node "$here/check.js" "$models"
