#!/usr/bin/env bash
# Builds examples/QuickStart and runs it: ./quickstart.sh [--backbone FOLDER] [--data FILE.tsv] [--json FILE]
# Works from any folder; relative paths are taken from where you stand.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false

"$root/eng/native-dependencies.sh"

program=$root/artifacts/bin/QuickStart/release/QuickStart.dll
if [ -e "$program" ]; then
  echo "Building examples/QuickStart ..."
else
  echo "Building examples/QuickStart (the first time takes a few minutes: libtorch is a download of about 130 MB) ..."
fi
# In the repository's folder, so that its global.json counts and not one of the folder you stand in. Without DOTNET_TieredPGO a build takes a fifth less.
if ! output=$(cd "$root" && DOTNET_TieredPGO=0 dotnet build examples/QuickStart --configuration Release --verbosity quiet -consoleLoggerParameters:ErrorsOnly -tl:off 2>&1 </dev/null); then
  printf '%s\n' "$output" >&2
  exit 1
fi

exec dotnet "$program" "$@"
