#!/usr/bin/env bash
# Mutation tests: mutate.sh PART... changes the code of a part in small ways and counts which changes the tests notice. Parts are the .json files beside this script.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
tools=$root/artifacts/tools/stryker
parts=("$@")
[ ${#parts[@]} -gt 0 ] || parts=(text batcher graph-builder)

[ -x "$tools/dotnet-stryker" ] || dotnet tool install dotnet-stryker --version 5.1.0 --tool-path "$tools" -v quiet
status=0
for part in "${parts[@]}"; do
    settings=$root/tools/mutation/$part.json
    [ -f "$settings" ] || { echo "mutate.sh: there is no part '$part'; there are $(cd "$root/tools/mutation" && echo *.json | sed 's/\.json//g')" >&2; exit 1; }
    tests=$(sed -n 's/.*"test-projects": *\["\([^"]*\)".*/\1/p' "$settings")
    (cd "$root/tests/${tests%.csproj}" && "$tools/dotnet-stryker" --config-file "$settings" --output "$root/artifacts/mutation/$part") || status=1
done
exit $status
