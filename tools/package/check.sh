#!/usr/bin/env bash
# Tries the packages as a user would: check.sh [CONFIGURATION]. Installs them from a folder feed into places of their own, and predicts.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
configuration=${1:-Release}
packages=$root/artifacts/packages
work=$root/artifacts/package-check
# shellcheck source=../engines/machine.sh
. "$root/tools/engines/machine.sh"
need_command unzip "look into the packages" "apt-get install unzip"

"$here/pack.sh" "$packages" "$configuration"
library=$(ls "$packages"/RnnOnnx.Runtime.*.nupkg)
version=$(basename "${library#*RnnOnnx.Runtime.}" .nupkg)
rm -rf "$work"
mkdir -p "$work"

"$here/pack.sh" "$work/again" "$configuration" >/dev/null
for package in "$packages"/*pkg; do
    cmp "$package" "$work/again/$(basename "$package")" || fail "the same commit gives another $(basename "$package") each time"
done

mkdir "$work/library"
(cd "$work/library" && unzip -q "$library")
for file in README.md LICENSE THIRD-PARTY-NOTICES.md RnnOnnx.Runtime.nuspec lib/net10.0/RnnOnnx.Runtime.dll lib/net10.0/RnnOnnx.Runtime.xml; do
    [ -s "$work/library/$file" ] || fail "$(basename "$library") lacks $file"
done
while read -r dependency; do
    grep -qF "$dependency" "$work/library/THIRD-PARTY-NOTICES.md" || fail "THIRD-PARTY-NOTICES.md does not name $dependency, which RnnOnnx.Runtime depends on"
done < <(sed -n 's/.*<dependency id="\([^"]*\)".*/\1/p' "$work/library/RnnOnnx.Runtime.nuspec")
# grep -q would end at the first line that matches, and unzip with a broken pipe.
unzip -l "${library%.nupkg}.snupkg" | grep 'RnnOnnx.Runtime.pdb' >/dev/null || fail "the symbol package holds no symbols"
if unzip -p "${library%.nupkg}.snupkg" lib/net10.0/RnnOnnx.Runtime.pdb | grep -aF "$root/runtime" >/dev/null; then fail "the symbols tell where this checkout lies"; fi

# Packages that are on the machine already are taken from there, but never an RnnOnnx.Runtime that some other build left behind.
known=$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: //')
[ ! -e "$known/rnnonnx.runtime/$version" ] || fail "$known/rnnonnx.runtime/$version would be taken instead of the new package; remove it"
dotnet run --project "$here/check" -c "$configuration" -v quiet \
    -p:CheckedVersion="$version" -p:RestorePackagesPath="$work/packages/" -p:RestoreFallbackFolders="$known" -- "$work/zoo"

dotnet tool install rnnonnx --tool-path "$work/tools" --source "$packages" --version "$version" -v quiet
answer=$(echo "Not a bad film at all." | "$work/tools/rnnonnx" predict tiny-bag --models "$work/zoo")
grep -qE 'positive|negative' <<<"$answer" || fail "rnnonnx answered: $answer"
echo "rnnonnx: $answer"
echo "packages of version $version: installed, and they predict"
