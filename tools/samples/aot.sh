#!/usr/bin/env bash
# Publishes the sample natively compiled and runs it: aot.sh MODELS [MODEL]. Without a C linker it is published trimmed instead, which finds the same mistakes.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
models=$(cd "$1" && pwd)
model=${2:-imdb-lstm}
project=$root/tools/samples/RnnOnnx.AotSample
out=$root/artifacts/sample
log=$(mktemp)
trap 'rm -f "$log"' EXIT

[ -f "$models/$model/manifest.json" ] || { echo "aot.sh: $models has no $model; run 'make train MODEL=$model' first" >&2; exit 1; }

publish() {
    rm -rf "$out"
    dotnet publish "$project" -c Release -v quiet -o "$out" "$@" >"$log" 2>&1
}

if command -v clang >/dev/null; then
    linker=clang
elif command -v gcc >/dev/null; then
    linker=gcc
else
    linker=
fi

if [ -n "$linker" ] && publish -p:NativeSample=true -p:CppCompilerAndLinker="$linker"; then
    echo "published natively compiled (linked by $linker)"
else
    [ -z "$linker" ] || { echo "aot.sh: not published natively:" >&2; tail -n 5 "$log" >&2; }
    publish || { cat "$log" >&2; exit 1; }
    echo "published trimmed and self-contained, NOT natively compiled: that needs clang or gcc, zlib's header and the package Microsoft.DotNet.ILCompiler"
fi

if grep -E 'warning (IL|AOT)' "$log"; then
    echo "aot.sh: the warnings above say what breaks in a trimmed program" >&2
    exit 1
fi
# The package of ONNX Runtime brings its Windows libraries along; no Linux program needs them.
find "$out" -type f ! -name '*.dbg' ! -name '*.xml' ! -name '*.pdb' ! -name 'onnxruntime*.dll' -printf '%s\n' | awk '{ bytes += $1 } END { printf "%.1f MB with ONNX Runtime; ", bytes / 1e6 }'
find "$out" -maxdepth 1 -name rnnonnx-sample -printf 'the program itself %s bytes\n'
"$out/rnnonnx-sample" "$models" "$model" "Not a bad film at all." "Dull."
