#!/usr/bin/env bash
# Runs each notebook of examples/notebooks as a whole and as a user does: dotnet-repl, with the packages of this repository. One line a notebook, exit code 1
# where one fails: eng/test-notebooks.sh [FOLDER]
# FOLDER holds the packages (eng/pack.sh FOLDER); without it they are packed anew. The notebooks take few rows, unless NOLA_NOTEBOOK_ROWS says otherwise; empty
# means all rows. With NOLA_NOTEBOOK_OUTPUT=FOLDER the notebooks with their outputs are left there.
set -euo pipefail
packages=${1:+$(cd "$1" && pwd)}
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
# shellcheck source=eng/common.sh
. eng/common.sh
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false DOTNET_CLI_UI_LANGUAGE=en
readonly repl_version=0.3.259
readonly limit=600 # seconds a notebook

eng/native-dependencies.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ -z "$packages" ]; then
  packages=$work/packages
  eng/pack.sh "$packages" >/dev/null
fi
version=$(find "$packages" -name 'Nola.MLNet.Interactive.*.nupkg' -printf '%T@ %f\n' | sort -n | tail -n 1 | sed -E 's/.*Interactive\.(.*)\.nupkg/\1/')
if [ -z "$version" ]; then
  say "There is no package Nola.MLNet.Interactive in '$packages'."
  exit 1
fi

if ! quietly dotnet tool install dotnet-repl --version "$repl_version" --tool-path "$work/tools"; then
  stop "dotnet-repl $repl_version, which runs notebooks, cannot be installed: the package source cannot be reached or does not have it."
fi

# The notebooks' data lie beside their folder; what they write goes into the temporary folder.
export NOLA_EXAMPLE_DATA=$root/examples/data NOLA_NOTEBOOK_ROWS=${NOLA_NOTEBOOK_ROWS-32} TMPDIR=$work
outputs=${NOLA_NOTEBOOK_OUTPUT:-$work/outputs}
mkdir -p "$outputs" "$work/notebooks"
outputs=$(cd "$outputs" && pwd)

# Lines as a notebook's file holds them: each a JSON string.
printed() { # FILE PATTERN
  # Not "grep -q": it leaves at the first match, sed then ends by a signal, and the pipeline counts as failed.
  sed -n -E 's/^ *"(.*)\\n",?$/\1/p' "$1" | grep -E "$2" >/dev/null
}

failed=0
for notebook in examples/notebooks/*.ipynb; do
  name=$(basename "$notebook")
  # The folder that the notebook names, and the version: a cache serves what it has for a version, whatever else is in the folder.
  sed -e "s|nuget:/path/to/repository/artifacts/packages|nuget:$packages|" -e "s|, \*-\*|, $version|" "$notebook" >"$work/notebooks/$name"
  start=$SECONDS
  status=0
  (cd "$work/notebooks" && timeout "$limit" "$work/tools/dotnet-repl" --run "$name" --exit-after-run --output-path "$outputs/$name" --output-format ipynb) \
    >"$work/log" 2>&1 </dev/null || status=$?
  reason=
  if [ "$status" != 0 ] || [ ! -s "$outputs/$name" ]; then
    reason="exit code $status"
  else
    while IFS=$'\t' read -r of pattern; do
      if [ "$of" = "$name" ] && ! printed "$outputs/$name" "$pattern"; then
        reason="no line is like '$pattern'"
      fi
    done <examples/notebooks/expected-lines.tsv
    # What the package Nola.MLNet.Interactive shows, without being asked: it was found and registered.
    grep -q 'div class=\\"nola-progress\\"' "$outputs/$name" || [ "$name" = 03-embeddings.ipynb ] || reason="no progress was shown"
    grep -q 'data:image/png;base64,iVBOR' "$outputs/$name" || reason="no picture was shown"
  fi
  if [ -z "$reason" ]; then
    echo "ok      $name ($((SECONDS - start)) s)"
  else
    echo "FAILED  $name ($((SECONDS - start)) s): $reason"
    cat "$work/log"
    [ ! -e "$outputs/$name" ] || grep -A 3 '"ename"' "$outputs/$name" | cut -c 1-2000 || true
    failed=1
  fi
done
exit "$failed"
