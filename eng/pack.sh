#!/usr/bin/env bash
# Packs every package of the product into a folder and prints the version: eng/pack.sh FOLDER [VERSION]
# Without a version it is a new one each time, higher than the last: package caches serve what they have for a version, whatever it was packed from.
# Such a version is the package's alone, so that nothing is compiled anew for it; a version that is given goes into the assemblies as well.
set -euo pipefail
if [ $# -lt 1 ] || [ $# -gt 2 ]; then
  echo "usage: eng/pack.sh FOLDER [VERSION]" >&2
  exit 2
fi
mkdir -p "$1"
folder=$(cd "$1" && pwd)
version=${2:-}
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
# shellcheck source=eng/common.sh
. eng/common.sh

if [ -n "$version" ]; then
  versions=(-p:Versions="Version=$version")
else
  version=$(sed -n -E 's:.*<Version>(.*)</Version>.*:\1:p' Directory.Build.props)-dev.$(date +%s%3N)
  versions=(-p:PackageVersions="PackageVersion=$version")
fi
# The date in the packages is the commit's, so that equal contents are equal packages.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || true)}
[ -z "$SOURCE_DATE_EPOCH" ] || export SOURCE_DATE_EPOCH

dotnet_quietly msbuild eng/Pack.proj -p:PackageOutputPath="$folder" "${versions[@]}" -nodeReuse:false
echo "$version"
