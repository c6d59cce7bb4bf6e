#!/usr/bin/env bash
# Mutation tests of the text pipelines, the batcher and the graph builder: mutation.sh LEAST-SCORE-IN-PERCENT [RUN...]
# A run is a project whose files are mutated: runtime (text pipelines and batcher), trainer (graph builder).
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
least=${1:-80}
shift || true
[ $# -gt 0 ] || set -- runtime trainer
tools=artifacts/tools/stryker
out=artifacts/mutation
# Stryker takes the SDK's place from `dotnet --info`, and by itself waits no longer for that than an idle machine needs.
export DOTNET_INFO_WAIT_TIME=${DOTNET_INFO_WAIT_TIME:-300000}

for run in "$@"; do
  case $run in runtime | trainer) ;; *) echo "mutation.sh: the run '$run' is not known; use runtime or trainer" >&2; exit 1 ;; esac
done
if ! [ -x "$tools/dotnet-stryker" ]; then
  dotnet tool install dotnet-stryker --version 5.1.0 --tool-path "$tools" -v quiet || {
    echo "mutation.sh: dotnet-stryker 5.1.0 cannot be installed; is a NuGet feed that serves it configured? See: dotnet nuget list source" >&2
    exit 1
  }
fi

for run in "$@"; do
  rm -rf "${out:?}/$run"
  tests=tests/RnnOnnx.${run^}.Tests
  (cd "$tests" && "$root/$tools/dotnet-stryker" --config-file "$root/tools/mutation/$run.json" --output "$root/$out/$run" --skip-version-check) || {
    echo "mutation.sh: Stryker broke off on $tests; see above, and run it with --diag there to learn more" >&2
    exit 1
  }
done
dotnet run tools/mutation/score.cs -- "$out" "$least" "$@"
