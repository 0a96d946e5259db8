#!/usr/bin/env bash
# The templates as a newcomer uses them, and the examples that share their source: eng/test-templates.sh [FOLDER]
# FOLDER holds packages that eng/pack.sh made; without it they are packed here. One line a check, exit code 1 where one fails.
set -euo pipefail
feed=${1:+$(cd "$1" && pwd)}
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=eng/programs.sh
. eng/programs.sh
eng/native-dependencies.sh
share_files_by_links

server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
[ -n "$feed" ] || { feed=$work/feed && eng/pack.sh "$feed" >"$work/version"; }
version=$(basename "$(ls -t "$feed"/Nola.Templates.*.nupkg | head -n 1)" .nupkg)
version=${version#Nola.Templates.}
offer_packages "$feed"

# What was packed here is unpacked here; all else lies where it always does.
with_own_packages() {
  local others
  others=$(global_packages)
  NUGET_PACKAGES=$work/packages RestoreFallbackFolders=$others TreatWarningsAsErrors=true "$@"
}

new() { dotnet new "$@" --debug:custom-hive "$work/hive"; }

write_rows() { # SEPARATOR TEXT LABEL [QUOTE]
  local separator=$1 quote=${4:-} text
  printf '%s%s%s\n' "$2" "$separator" "$3"
  while read -r text; do
    printf '%s%s%s%s%s\n' "$quote" "$text" "$quote" "$separator" good
  done <<'ROWS'
Lovely, it does all that I need
The best phone that I ever had
I am very happy with this purchase
Great sound, and easy to use
Works perfectly and looks nice
Excellent food, we will come again
A wonderful film with fine actors
Fast delivery, good quality
The staff were friendly and helpful
I love it and use it every day
Well made and worth the money
Delicious, and the place was clean
ROWS
  while read -r text; do
    printf '%s%s%s%s%s\n' "$quote" "$text" "$quote" "$separator" bad
  done <<'ROWS'
Terrible, it broke after a day
The worst phone that I ever had
I am very unhappy with this purchase
Poor sound, and hard to use
Does not work and looks cheap
Awful food, we will never come again
A boring film with bad actors
Slow delivery, poor quality
The staff were rude and slow
I hate it and threw it away
Badly made and a waste of money
Disgusting, and the place was dirty
ROWS
}

installs() { new install "$feed/Nola.Templates.$version.nupkg"; }

# A name that is no C# name, a column with quotes and a comma in it, the text's column not named, data beside the new folder.
console_program() {
  cd "$work"
  write_rows , '"Text, as written"' '"Mood ""now"""' '"' >rows.csv
  new nola-textclassification --output 'My-1st reviews' --data rows.csv --label 'Mood "now"'
  grep -qF '"ColumnName": "Mood \"now\""' 'My-1st reviews/TextModel.mbconfig'
  cd 'My-1st reviews'
  [ ! -e sample.tsv ]
  with_own_packages dotnet run >said </dev/null
  cat said
  grep -qE '^Accuracy on the held-out rows: (0\.[5-9]|1\.0)' said
  [ -s TextModel.zip ]
  # The second time it loads what it saved.
  dotnet run --no-build -- 'This is a wonderful phone, I am happy' 'A terrible waste of money' >said </dev/null
  cat said
  [ "$(grep -oE '(good|bad)$' said | tr '\n' ' ')" = 'good bad bad good ' ]
  [ "$(grep -c Training said)" = 0 ]
}

# One sentence on standard error, exit code 1.
fails_with() { # SENTENCE ARGUMENT...
  local status=0
  dotnet run --no-build -- "${@:2}" >said 2>errors </dev/null || status=$?
  cat errors
  [ "$status" = 1 ] && [ "$(wc -l <errors)" = 1 ] && grep -qF "$1" errors
}

wrong_files() {
  cd "$work/My-1st reviews"
  write_rows , Review '"mood now"' '"' >near.csv
  fails_with "'near.csv' has no column 'Mood \"now\"', which RetrainLabelColumn in the program names; did you mean 'mood now'?" --train near.csv
  write_rows , Review Stars '"' >far.csv
  fails_with "it has 'Review', 'Stars'." --train far.csv
  write_rows ';' Review Stars '"' >semicolons.csv
  fails_with "is the separator, RetrainSeparatorChar, the right one?" --train semicolons.csv
  write_rows , Id,Review '"Mood ""now"""' '1,"' >three.csv
  fails_with "name the one with the text in RetrainTextColumn" --train three.csv
  write_rows , Review '"Mood ""now"""' >unquoted.csv
  fails_with "The rows of 'unquoted.csv' differ in their number of columns" --train unquoted.csv
  printf 'Review,"Mood ""now"""\n' >empty.csv
  fails_with "'empty.csv' has no rows." --train empty.csv
  fails_with "'nowhere.csv' is neither in" --train nowhere.csv
  write_rows , Review '"Mood ""now"""' '"' | grep -v 'bad$' >one.csv
  fails_with 'nothing to tell apart' --train one.csv
}

# The answer of the web API to a text: its status, and its body in the file "answer".
ask() { curl --silent --show-error --max-time 60 --output answer --write-out '%{http_code}' --json "$2" "$1/predict"; }

web_api() {
  cd "$work"
  new nola-textclassification --output Support --program webapi --model SupportModel
  cd Support
  with_own_packages dotnet build -v q -tl:off </dev/null
  : >said
  # The program itself, so that it can be ended by its id; port 0 is one that is free.
  "$(find bin -name Support -type f)" --urls http://127.0.0.1:0 >said 2>&1 </dev/null &
  server=$!
  local url=
  for _ in {1..600}; do
    url=$(sed -n 's/.*Now listening on: //p' said)
    { [ -n "$url" ] || ! kill -0 "$server" 2>/dev/null; } && break
    sleep 0.2
  done
  cat said
  grep -qE '^Accuracy on the held-out rows: (0\.[5-9]|1\.0)' said
  [ -s SupportModel.zip ]
  [ "$(curl --silent --show-error --max-time 60 "$url/health")" = Healthy ]
  [ "$(ask "$url" '{"text": "You charged my card twice, please send my money back"}')" = 200 ]
  cat answer
  grep -qE '^\{"label":"billing","scores":\{"billing":[01]\.[0-9]+,"(delivery|technical)":[0-9.E-]+,"(delivery|technical)":[0-9.E-]+\}\}$' answer
  [ "$(ask "$url" '{"text": " "}')" = 400 ]
  [ "$(ask "$url" '{}')" = 400 ]
  [ "$(ask "$url" 'no json')" = 400 ]
  # Many callers at once get what one gets.
  seq 40 | xargs -P 8 -I '{}' curl --silent --show-error --max-time 60 --output 'answer-{}' --json '{"text": "My parcel was left at the wrong house"}' "$url/predict"
  grep -q '"label":"delivery"' answer-1
  local i
  for i in {2..40}; do
    cmp answer-1 "answer-$i"
  done
  kill "$server"
  wait "$server"
}

example() {
  dotnet_quietly build examples/ModelBuilderStyle
  cd "$work"
  write_rows $'\t' Text Label >rows.tsv
  "$root/artifacts/bin/ModelBuilderStyle/debug/ModelBuilderStyle" --train rows.tsv >said
  cat said
  grep -qE '^Accuracy on the held-out rows: (0\.[5-9]|1\.0)' said
  [ -s SentimentModel.zip ]
}

# The packages of the comment in the place of the project.
quick_with_packages() {
  mkdir "$work/quick"
  sed -E "/^#:project/d; s|^// +(#:package Nola\..*)@.*|\1@$version|; s|^// +(#:package )|\1|" examples/quick.cs >"$work/quick/quick.cs"
  # Else it would be built in the home folder, half a gigabyte each time.
  echo '<Project><PropertyGroup><ArtifactsPath>$(MSBuildThisFileDirectory)artifacts</ArtifactsPath></PropertyGroup></Project>' >"$work/quick/Directory.Build.props"
  cd "$work/quick"
  with_own_packages dotnet build quick.cs -v q -tl:off </dev/null
}

quick() {
  [ -s "$work/rows.tsv" ] || write_rows $'\t' Text Label >"$work/rows.tsv"
  dotnet run examples/quick.cs -- "$work/rows.tsv" >"$work/said" </dev/null
  cat "$work/said"
  grep -qE '^accuracy (0\.[5-9]|1\.0)' "$work/said"
  grep -qxF 'good  Works like a charm.' "$work/said"
  grep -qxF 'bad  It broke after two days.' "$work/said"
}

check "the templates are installed" installs
check "nola-textclassification: a console program trains, evaluates, saves, loads and predicts" console_program
check "it says in one sentence what is wrong with a file, and which column was meant" wrong_files
check "nola-textclassification --program webapi: learns the sample, then answers POST /predict and GET /health" web_api
check "examples/ModelBuilderStyle trains, evaluates, saves and predicts" example
check "examples/quick.cs runs as it lies here" quick
check "examples/quick.cs builds in another folder, with packages in the place of the project" quick_with_packages
exit "$failed"
