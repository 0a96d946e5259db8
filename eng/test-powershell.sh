#!/usr/bin/env bash
# Runs the PowerShell scripts by PowerShell 7 on this machine and holds them against the shell scripts: same commands, same words, same exit codes. Most of it
# against a stand-in for dotnet that answers at once; then QuickStart and a few tests for real. Then what Windows is checked for, with folders that lack it.
# What Windows PowerShell 5.1 does not know is found by PowerShell's own parser (eng/check-powershell.ps1). None of this is Windows.
#
# Exit code 0: all of it holds. Exit code 3: this machine cannot, and the last line says why. Nothing is ever asked.
set -euo pipefail

readonly root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=eng/common.sh
. "$root/eng/common.sh"

readonly version=7.6.9 # 7.7 may ask for a later .NET
readonly tool=$root/artifacts/powershell-$version
readonly work=$(mktemp -d)
# The drive that is mounted below goes first.
trap '{ ! mountpoint -q "$work/small" || umount "$work/small"; } && rm -rf "$work"' EXIT

"$root/eng/native-dependencies.sh"
if [ ! -e "$tool/pwsh" ]; then
  rm -rf "$tool"
  quietly dotnet tool install PowerShell --version "$version" --tool-path "$tool" || stop "The PowerShell scripts are not run here: PowerShell $version could not be installed."
fi
export POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off NO_COLOR=1
dotnet=$(command -v dotnet)
program=$(find "$tool" -path '*/unix/pwsh.dll')
readonly dotnet program

# What both find programs by.
search=$PATH

# Runs a file by PowerShell. The tool's own starter would ask the stand-in below for its runtime.
powershell_file() { PATH=$search "$dotnet" "$program" -NoProfile -File "$@" </dev/null; }

powershell() { powershell_file "$root/$1.ps1" "${@:2}"; }

shell() { PATH=$search "$root/$1.sh" "${@:2}" </dev/null; }

same() { [ -s "$1" ] && diff "$1" "$2" >"$work/difference" || { head -n 20 "$work/difference" >&2 && false; }; }

# What a script says, its exit code, and what it asks of dotnet: recorded shell|powershell SCRIPT ARGUMENT...
recorded() {
  local status=0
  : >"$work/calls"
  "$@" >"$work/out" 2>"$work/err" || status=$?
  cat "$work/out"
  echo "-- standard error"
  cat "$work/err"
  echo "-- exit code $status"
  cat "$work/calls"
}

# Both scripts of a name, with the stand-in's answers in the environment: alike WHAT SCRIPT ARGUMENT...
alike() {
  search=$work/bin:$PATH recorded shell "${@:2}" >"$work/by-shell"
  search=$work/bin:$PATH recorded powershell "${@:2}" >"$work/by-powershell"
  holds "$1 (exit code $(sed -n 's/^-- exit code //p' "$work/by-shell"))" same "$work/by-shell" "$work/by-powershell"
}

mkdir "$work/bin"
cat >"$work/bin/dotnet" <<'STANDIN'
#!/usr/bin/env bash
# Writes down what it is asked, and answers with what the environment says.
case ${1:-} in
  --version) echo 10.0.100 ;;
  build | test)
    { printf '%s in %s\n' "$1" "$PWD" && printf '  [%s]\n' "${@:2}"; } >>"$STANDIN_CALLS"
    [ "$1" = build ] || printf 'A.dll (net10.0|x64) passed (1s 2ms)\n'
    code=STANDIN_${1^^}
    [ "$1${!code:-0}" = build0 ] || printf '%s\n' "${STANDIN_SAYS:-nothing}"
    exit "${!code:-0}"
    ;;
  *)
    { printf 'program in %s\n' "$PWD" && printf '  [%s]\n' "$@"; } >>"$STANDIN_CALLS"
    echo "to standard output"
    echo "to standard error" >&2
    exit 7
    ;;
esac
STANDIN
chmod +x "$work/bin/dotnet"
export STANDIN_CALLS=$work/calls

# A summary as the test runner ends with: summary NAME=COUNT...
summary() {
  local pair
  printf '\nTest run summary: %s\n' "${outcome:-Passed!}"
  for pair in "$@"; do printf '  %s: %s\n' "${pair%=*}" "${pair#*=}"; done
  printf '  duration: 3s 4ms\n'
}

echo "Scripts are read by PowerShell's parser"
holds "nothing that Windows PowerShell 5.1 lacks" powershell_file "$root/eng/check-powershell.ps1" "$root" "$root/eng"
printf '%s\n' '$a = $true ? 1 : 2' 'dotnet build && dotnet test' '$b ??= 3' '$IsWindows' 'Get-Content x -AsByteStream' >"$work/new.ps1"
powershell_file "$root/eng/check-powershell.ps1" "$work" >"$work/faults" || true
holds "the check finds what 5.1 lacks" grep -qx '1 scripts read, 5 faults' "$work/faults"

echo "test.sh and test.ps1, with a stand-in for dotnet"
STANDIN_SAYS=$(summary total=5 error=0 failed=0 succeeded=5 skipped=0) alike "all passed" test
STANDIN_SAYS=$(summary total=12 failed=0 succeeded=10 skipped=2) alike "some skipped" test
STANDIN_TEST=2 STANDIN_SAYS=$(outcome=Failed! summary error=1 failed=3 succeeded=1113 skipped=0) alike "some failed" test
STANDIN_TEST=0 STANDIN_SAYS=$(summary failed=3 succeeded=1 skipped=0) alike "some failed, and the runner says 0" test
STANDIN_TEST=134 STANDIN_SAYS="Fatal error." alike "the runner died" test
STANDIN_SAYS=$(summary error=1 failed=0 succeeded=7 skipped=0) alike "a module broke down" test
STANDIN_SAYS=$(summary failed=0 succeeded=0 skipped=0) alike "no test ran" test --filter 'ClassName~NoSuchTest'
STANDIN_SAYS='failed: 9' alike "no summary" test
STANDIN_BUILD=1 STANDIN_SAYS='a.cs(1,1): error CS1002: ; expected' alike "the build is broken" test
STANDIN_SAYS=$(summary failed=0 succeeded=1) alike "arguments" test --filter 'Name=a "b" c' -p:X=1 --report=C:\\x.trx 'trailing \' -- 'a,b' '$x' ''

echo "quickstart.sh and quickstart.ps1, with a stand-in for dotnet"
mkdir "$work/über den Straßen 模型"
cd "$work/über den Straßen 模型"
alike "the program's words, folder and exit code" quickstart
alike "arguments" quickstart --data 'größe 模型.tsv' --json=C:\\x.json --backbone 'a b\' '' 'it'\''s' '$HOME' '"'
STANDIN_BUILD=1 STANDIN_SAYS=$'error NU1301: one\nerror NU1301: two' alike "the build is broken" quickstart
NOLA_LIBSTDCXX=/dev/null CI='' alike "what the machine lacks" quickstart 2>/dev/null
cd "$work"

# What Windows is checked for: lacks WORDS, with the environment set up; the last line must hold WORDS and the exit code be 3.
windows_check() { NOLA_SYSTEM32=$work/system32 powershell eng/native-dependencies >"$work/said" 2>&1; }
lacks() {
  local status=0
  windows_check || status=$?
  if [ "$status" != 3 ] || ! tail -n 1 "$work/said" | grep -qF -- "$1"; then
    cat "$work/said" >&2
    return 1
  fi
}

echo "What Windows needs"
mkdir system32
holds "no Visual C++ runtime: what to install" lacks 'lacks msvcp140.dll, vcruntime140.dll, vcruntime140_1.dll; install the Microsoft Visual C++ 2015-2022 Redistributable (x64): winget install Microsoft.VCRedist.2015+.x64'
touch system32/vcruntime140.dll system32/vcruntime140_1.dll
cp "$(find "$tool" -name System.Management.Automation.dll | head -n 1)" system32/msvcp140.dll # a file with a version: PowerShell's
holds "an old Visual C++ runtime" lacks "needs the Visual C++ runtime 14.40 or later, and '$work/system32' has ${version%.*}"
: >system32/msvcp140.dll
holds "a machine that has all" windows_check
mkdir "$work/old" "$work/none"
printf '#!/bin/sh\ncase $1 in --version) echo "A compatible SDK was not found"; exit 155 ;; *) echo "8.0.100 [/sdk]"; echo "9.0.300 [/sdk]" ;; esac\n' >"$work/old/dotnet"
chmod +x "$work/old/dotnet"
search=$work/old:$PATH holds "an old SDK" lacks "A .NET 10 SDK is needed (https://dotnet.microsoft.com/download, or: winget install Microsoft.DotNet.SDK.10); $work/old/dotnet has: 8.0.100 9.0.300."
search=$work/none holds "no SDK" lacks 'dotnet was not found: install the .NET 10 SDK (https://dotnet.microsoft.com/download'
small=$work/small
mkdir "$small"
if mount -t tmpfs -o size=1m none "$small" 2>/dev/null; then
  NUGET_PACKAGES=$small/none holds "a drive without room for packages" lacks "Packages and build need 2 GB and the drive of '$small/none' has 0.0 GB free"
  NUGET_PACKAGES=$small/none "$root/eng/native-dependencies.sh" >by-shell 2>&1 && status=0 || status=$?
  holds "the shell script says the same" [ "$status $(cat by-shell)" = "3 $(cat said)" ]
  umount "$small"
else
  echo "  not tried: a full drive (none can be mounted here)"
fi
long=$work/$(printf 'long%.0s' {1..40})
mkdir -p "$long/eng"
cp "$root"/eng/*.ps1 "$long/eng"
NOLA_SYSTEM32=$work/system32 powershell_file "$long/eng/native-dependencies.ps1" >said 2>&1 && status=0 || status=$?
holds "a long path" grep -qF "passes Windows' 260: move the folder to a shorter path" said
holds "its exit code" [ "$status" = 3 ]
for name in quickstart test; do
  holds "$name.cmd ends its lines in CRLF" [ "$(grep -c $'\r$' "$root/$name.cmd")" = "$(wc -l <"$root/$name.cmd")" ]
done

echo "For real"
{ printf 'text\tlabel\n'; for i in $(seq 12); do printf 'Größe %s\tja\nнет "%s", так\tнет\n' "$i" "$i"; done; } >rows.tsv
# Numbers that differ from run to run are left out: times, and the bytes of the zip of ML.NET's own pipeline, of which one run in some has one more.
numbers() { sed -E 's/"fit_seconds".*//; s/ +[0-9,]+ rows\/s.*//; s/│ +[0-9.]+ │$//; /SDCA/ s/│ +[0-9,]+ *$//; s/─+//g' "$@"; }
# The first build of a clone says that it takes longer, so it is done before the two are compared.
shell quickstart --help >first.txt 2>&1
for kind in shell powershell; do
  status=0
  "$kind" quickstart --backbone "$root/test/Golden/backbone" --data rows.tsv --json "$kind.json" >"$kind.txt" 2>&1 || status=$?
  { numbers "$kind.txt" "$kind.json" && echo "exit code $status"; } >"$kind.quickstart"
done
holds "QuickStart says the same" same shell.quickstart powershell.quickstart
holds "QuickStart's second process scores alike" grep -q '"reloaded_equal": true' powershell.json
powershell test --filter ClassName~PhiloxTests >said 2>&1 && status=0 || status=$?
tail -n 3 said
holds "a few tests" grep -qE '^[1-9][0-9]* passed, 0 failed$' <<<"$(tail -n 1 said)"
holds "their exit code" [ "$status" = 0 ]
powershell test --filter ClassName~NoSuchTest >said 2>&1 && status=0 || status=$?
holds "no test at all" [ "$(tail -n 2 said)" = $'No test ran; that counts as a failure.\n0 passed, 1 failed' ]
holds "its exit code" [ "$status" = 1 ]
TorchBackend=none powershell test >said 2>&1 && status=0 || status=$?
holds "a broken build" [ "$(tail -n 1 said)" = '0 passed, 1 failed' ]
holds "its exit code" [ "$status" = 1 ]

[ "$failed" = 0 ] || { echo "The PowerShell scripts do not do what the shell scripts do."; exit 1; }
echo "The PowerShell scripts, run by PowerShell $version on this machine, do what the shell scripts do."
