#!/usr/bin/env bash
# Packs nola as a dotnet tool for this platform, installs it from a local folder and uses it outside the repository: one line a check, exit code 1 where one fails.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=eng/programs.sh
. eng/programs.sh
eng/native-dependencies.sh

packages=$(global_packages)
version=0.0.0-test.$(date +%s%3N)
# The version is this run's alone, so nobody else uses what lies in the package cache under it.
trap 'rm -rf "$work"; rm -rf "$packages"/nola.tool*/"$version"' EXIT
# The package holds the native library: NuGet lists what is more than this as too large.
readonly most_bytes=$((250 * 1000 * 1000))
rows=$root/examples/data/sentiment-sentences

# As a user has it: found in the tool's folder, started in another.
nola() { (cd "$work" && "$work/tool/nola" "$@"); }

packs() { eng/pack-tool.sh "$work/feed" "$version" linux-x64; }

is_small_enough() {
  local bytes
  bytes=$(stat --format %s "$work/feed/Nola.Tool.linux-x64.$version.nupkg")
  echo "$bytes bytes"
  [ "$bytes" -lt "$most_bytes" ]
}

installs() { dotnet tool install --tool-path "$work/tool" --add-source "$work/feed" Nola.Tool --version "$version"; }

fits() {
  head -n 81 "$rows/train.tsv" >"$work/train.tsv"
  nola fit train.tsv --label Label --epochs 2 -o model.zip --report report.html >"$work/said"
  cat "$work/said"
  grep -qx 'train.tsv: 64 rows to learn from, 16 to be tested on' "$work/said"
  [ -s "$work/model.zip" ] && grep -q '<html' "$work/report.html"
}

evaluates() {
  head -n 31 "$rows/test.tsv" >"$work/test.tsv"
  nola evaluate model.zip test.tsv | tee "$work/said"
  grep -qE '^On 30 rows: accuracy (0\.[4-9]|1\.0)' "$work/said"
}

predicts() {
  printf 'What a lovely place, I loved it.\nAwful, I want my money back.\n' | nola predict model.zip | tee "$work/said"
  [ "$(wc -l <"$work/said")" = 3 ]
  printf '{"id": 7, "Text": "What a lovely place."}\n' | nola predict model.zip | tee "$work/said"
  grep -qE '^\{"id":7,"Text":"What a lovely place\.","PredictedLabel":"[01]","Probability":0\.[0-9]+\}$' "$work/said"
}

inspects() {
  nola inspect model.zip | tee "$work/said"
  grep -q '^  adapter parameters: 4,608$' "$work/said"
  grep -q '^    found: yes$' "$work/said"
}

refuses() {
  local status=0
  nola fit train.tsv --label Lable -o other.zip 2>"$work/said" || status=$?
  cat "$work/said"
  [ "$status" = 1 ] && grep -qF "the nearest name is 'Label'." "$work/said" && [ "$(wc -l <"$work/said")" = 1 ]
}

check "packs" packs
check "the package of a platform is less than 250 MB" is_small_enough
check "installs from a local folder" installs
check "fits and writes a report" fits
check "evaluates" evaluates
check "predicts texts and JSON lines from standard input" predicts
check "inspects, and finds the backbone that it brings" inspects
check "refuses a wrong column name in one sentence" refuses
exit "$failed"
