#!/usr/bin/env bash
# Runs the notebooks of examples/notebooks on all rows and writes what they show into them: eng/update-notebooks.sh [FOLDER], with the packages of FOLDER.
# Left out is what belongs to one machine or one moment: what the cell with the packages says, times of cells, and progress bars that are not at their end.
# Pictures become outputs of their own, which web pages show.
set -euo pipefail
packages=${1:+$(cd "$1" && pwd)}
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=eng/common.sh
. eng/common.sh
command -v jq >/dev/null || stop "jq, which rewrites the notebooks, is not installed: apt-get install jq."

outputs=$(mktemp -d)
trap 'rm -rf "$outputs"' EXIT
NOLA_NOTEBOOK_ROWS='' NOLA_NOTEBOOK_OUTPUT=$outputs eng/test-notebooks.sh ${packages:+"$packages"}

# shellcheck disable=SC2016 # a program of jq
clean='
  def html: (.data["text/html"] // []) | if type == "array" then join("") else . end;
  def is_underway: html | (capture("^<div class=\"nola-progress\"><progress value=\"(?<value>[0-9]+)\" max=\"(?<max>[0-9]+)\">") // null)
    | . != null and .value != .max;
  def with_picture: . as $output | (html | capture("^<img src=\"data:image/png;base64,(?<png>[^\"]+)\">$") // null) as $found
    | if $found then {data: {"image/png": $found.png}, metadata: {}, output_type: "display_data"} else $output end;
  def without_repeats: . as $all | [range(length) | select(. == 0 or $all[.].data == null or $all[.].data != $all[. - 1].data) | $all[.]];
  .cells |= [to_entries[] | .key as $i | .value
    | if .cell_type != "code" then .
      elif .source | join("") | contains("#r \"nuget:") then .outputs = []
      else .outputs = ([$ran[0].cells[$i].outputs[] | select(is_underway | not) | with_picture] | without_repeats) end]'
for notebook in examples/notebooks/*.ipynb; do
  name=$(basename "$notebook")
  jq --indent 1 --slurpfile ran "$outputs/$name" "$clean" "$notebook" >"$outputs/cleaned"
  cp "$outputs/cleaned" "$notebook"
  echo "$name: $(wc -c <"$notebook") bytes"
done
