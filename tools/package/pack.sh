#!/usr/bin/env bash
# Builds the NuGet packages of the library and of rnnonnx: pack.sh FOLDER [CONFIGURATION].
# The same commit gives the same bytes: no path of this machine and no time of day goes into them.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=$(realpath -m "${1:-artifacts/packages}")
configuration=${2:-Release}
if grep -qs 'feed: Microsoft.ML.OnnxRuntime' artifacts/engines.props; then
    echo "tools/package/pack.sh: ONNX Runtime is a local package here; what is built needs the same one and is for this machine only" >&2
fi
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || echo 1767225600)
export SOURCE_DATE_EPOCH

rm -rf "$folder.new"
for project in runtime/RnnOnnx.Runtime tools/RnnOnnx.Cli; do
    dotnet pack "$project" -c "$configuration" -o "$folder.new" -p:ContinuousIntegrationBuild=true -v quiet -nologo
done
rm -rf "$folder"
mv "$folder.new" "$folder"
ls "$folder"/*.nupkg "$folder"/*.snupkg
