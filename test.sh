#!/usr/bin/env bash
# Builds everything and runs every test. The last line is "N passed, N failed", with ", N skipped" where some were.
# Arguments go to `dotnet test`, for example: ./test.sh --filter ClassName~Basis
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false DOTNET_CLI_UI_LANGUAGE=en

eng/native-dependencies.sh
eng/install-chromium.sh || true # the tests of reports are skipped without a browser

echo "Building ..."
# Compilers end before what the runtime learns about them pays; a build takes a fifth less without.
if ! output=$(DOTNET_TieredPGO=0 dotnet build Nola.MLNet.sln --verbosity quiet -consoleLoggerParameters:ErrorsOnly -tl:off 2>&1 </dev/null); then
  printf '%s\n' "$output"
  echo "0 passed, 1 failed"
  exit 1
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
# One module after the other: each uses every core. Exit code 8 (a module in which no test ran) is judged below, by the sum.
status=0
dotnet test --solution Nola.MLNet.sln --no-build --max-parallel-test-modules 1 --no-ansi --no-progress --ignore-exit-code 8 "$@" </dev/null 2>&1 |
  tee "$log" || status=$?

# The runner ends with a summary: "Test run summary: ..." and then lines such as "  failed: 1".
count() { awk -v key="$1:" '/^Test run summary:/ { inside = 1 } inside && $1 == key { value = $2 } END { print value + 0 }' "$log"; }
passed=$(count succeeded)
failed=$(count failed)
skipped=$(count skipped)
errors=$(count error) # modules that failed; those without a failed test broke down

if [ "$failed" = 0 ] && { [ "$status" != 0 ] || [ "$errors" != 0 ]; }; then
  echo "The test run broke down (exit code $status) without a failed test; that counts as one."
  failed=1
elif [ "$passed" = 0 ] && [ "$failed" = 0 ]; then
  echo "No test ran; that counts as a failure."
  failed=1
fi

line="$passed passed, $failed failed"
[ "$skipped" = 0 ] || line="$line, $skipped skipped"
echo "$line"
[ "$failed" = 0 ]
