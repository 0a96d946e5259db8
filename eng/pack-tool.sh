#!/usr/bin/env bash
# Packs nola as a dotnet tool: eng/pack-tool.sh FOLDER VERSION [RUNTIME...]
# One package a platform (linux-x64 win-x64 win-arm64 osx-arm64, or those that are named), and Nola.Tool, which names them all and is what is installed.
set -euo pipefail
if [ $# -lt 2 ]; then
  echo "usage: eng/pack-tool.sh FOLDER VERSION [RUNTIME...]" >&2
  exit 2
fi
mkdir -p "$1"
folder=$(cd "$1" && pwd)
version=$2
runtimes=("${@:3}")
[ ${#runtimes[@]} -gt 0 ] || runtimes=(linux-x64 win-x64 win-arm64 osx-arm64)
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
# shellcheck source=eng/common.sh
. eng/common.sh

pack() { dotnet_quietly pack src/Nola.Tool --configuration Release --output "$folder" -p:PackageVersion="$version" -nodeReuse:false "$@"; }

for runtime in "${runtimes[@]}"; do
  pack --runtime "$runtime" -p:PackTool=true
done
pack -p:PackTool=true
