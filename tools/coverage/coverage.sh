#!/usr/bin/env bash
# Line and branch coverage of the runtime library by its own tests: coverage.sh CONFIGURATION [LEAST LINES, PERCENT]
set -euo pipefail
cd "$(dirname "$0")/../.."
configuration=${1:-Release}
least=${2:-90}
tools=artifacts/tools/reportgenerator
out=artifacts/coverage
rm -rf "$out"

[ -x "$tools/reportgenerator" ] || dotnet tool install dotnet-reportgenerator-globaltool --version 5.6.0 --tool-path "$tools" -v quiet
dotnet test tests/RnnOnnx.Runtime.Tests -c "$configuration" --no-build -v quiet --settings tools/coverage/coverage.runsettings --collect "XPlat Code Coverage" --results-directory "$out/runs"
"$tools/reportgenerator" "-reports:$out/runs/*/coverage.cobertura.xml" "-targetdir:$out" "-reporttypes:Html;TextSummary" -verbosity:Error

cat "$out/Summary.txt"
echo "by file and line: $out/index.html"
lines=$(sed -n 's/^ *Line coverage: *\([0-9.]*\)%.*/\1/p' "$out/Summary.txt")
awk -v lines="$lines" -v least="$least" 'BEGIN { if (lines == "" || lines + 0 < least) { print "coverage.sh: " (lines == "" ? "no" : lines " %") " of the lines are covered, and " least " % must be" > "/dev/stderr"; exit 1 } }'
