#!/usr/bin/env bash
# Runs the Windows x64 build under Wine and holds it against Linux: what is computed without torch has the same bits; model zips travel both ways and give
# the same labels and, to 1e-5, the same scores; folders and files may have backslashes, spaces and letters of any script in their paths; text files may
# end their lines in CRLF. It is the build that runs on Windows, with libtorch's Windows library; it is not Windows.
#
# Exit code 0: all of it holds. Exit code 3: this machine cannot, and the last line says why. Nothing is ever asked.
# Packages are installed only as root in a container or with CI set.
set -euo pipefail

readonly root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=eng/common.sh
. "$root/eng/common.sh"

readonly golden=$root/test/Golden
readonly work=$(mktemp -d)

# Wine's server stays for a while after the last program and writes into its folder when it ends: it is told to end, and waited for.
clean_up() {
  if [ -d "$work/wine" ]; then
    WINEPREFIX=$work/wine "$wine_folder/wineserver64" -k || true
    WINEPREFIX=$work/wine "$wine_folder/wineserver64" -w || true
  fi
  rm -rf "$work"
}
trap clean_up EXIT

# What was tried is Wine 10: Debian 13 has it, Debian 12 has Wine 8. Installing it from Debian 13 on Debian 12 would remove packages, so there it is unpacked
# into a folder of the build and nothing is installed.
readonly oldest_wine=10
readonly unpacked=$root/artifacts/wine

# Whether the folder holds such a Wine, which is then the one that is taken.
has_wine() {
  [ -x "$1/wine64" ] && [ -x "$1/wineserver64" ] || return 1
  local version
  version=$("$1/wine64" --version 2>/dev/null | sed -n -E 's/^wine-([0-9]+).*/\1/p')
  [ "${version:-0}" -ge "$oldest_wine" ] && wine_folder=$1
}

find_wine() { has_wine /usr/lib/wine || has_wine "$unpacked/usr/lib/wine"; }

install_wine() {
  quietly apt-get -q update || return 1
  local candidate
  candidate=$(apt-cache policy wine64 | sed -n -E 's/^ *Candidate: ([0-9]+).*/\1/p')
  if [ "${candidate:-0}" -ge "$oldest_wine" ]; then
    apt_install wine64
  else
    add_trixie && unpack_wine
  fi
}

unpack_wine() {
  local package
  rm -rf "$unpacked"
  mkdir "$work/packages"
  (cd "$work/packages" && quietly apt-get -q download wine64/trixie libwine/trixie libunwind8/trixie libz-mingw-w64/trixie) || return 1
  for package in "$work"/packages/*.deb; do
    dpkg-deb -x "$package" "$unpacked" || return 1
  done
  rm -r "$work/packages"
  # What the packages do when they are installed: zlib's library is marked as one of Wine's own, and the server is the one of this folder.
  local zlib=$unpacked/usr/x86_64-w64-mingw32/lib/zlib1.dll
  { head -c 64 "$zlib" && printf 'Wine builtin DLL\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0' && tail -c +97 "$zlib"; } \
    >"$unpacked/usr/lib/x86_64-linux-gnu/wine/x86_64-windows/zlib1.dll" || return 1
  ln -sf wineserver64 "$unpacked/usr/lib/wine/wineserver"
  # The server looks for its tables in a folder "wine" of share/wine, and else under /usr/share, where nothing is installed.
  [ -e "$unpacked/usr/share/wine/wine" ] || ln -s . "$unpacked/usr/share/wine/wine"
  # Not used here: the 32-bit half.
  rm -rf "$unpacked/usr/lib/x86_64-linux-gnu/wine/i386-windows" "$unpacked/usr/share/doc"
}

[ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || stop "Wine runs the Windows x64 build on Linux x64 only; this machine is $(uname -s) $(uname -m)."
if ! find_wine; then
  command -v apt-get >/dev/null || stop "The Windows build is not run here: this distribution has no apt to install wine64 with."
  may_install || stop "The Windows build is not run here: run as root in a container or with CI set, so that wine64 can be installed."
  say "Installing wine64 ..."
  { install_wine && find_wine; } || stop "The Windows build is not run here: wine64 $oldest_wine or later could not be installed."
fi

# Wine with a folder of its own. What it needs and Windows does not:
# - a UTF-8 locale: in any other it cannot see files with other letters in their names;
# - KMP_AFFINITY: it lacks a call by which Intel's OpenMP looks for the cores;
# - no EnableWriteXorExecute: what .NET maps twice, so that code is never writable and executable at once, it does not keep in step;
# - no EnableAVX512: when .NET stops a thread to collect memory or to swap in faster code, Wine 10 gives it back without the upper halves of its 512-bit
#   registers. A loop that adds ones in such a register came out wrong 1,920 times in 4,972; with 256 bits, or on Linux, never.
in_wine() {
  LC_ALL=C.UTF-8 WINEPREFIX=$work/wine WINEDEBUG=-all DISPLAY='' KMP_AFFINITY=disabled DOTNET_EnableWriteXorExecute=0 DOTNET_EnableAVX512=0 \
    LD_LIBRARY_PATH=$unpacked/usr/lib/x86_64-linux-gnu${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} "$wine_folder/wine64" "$@" </dev/null
}

# A program of test/ by its name, as Windows runs it and as this machine does.
windows() { in_wine "$(published win-x64 "$1")/$1.exe" "${@:2}"; }

linux() { dotnet "$root/artifacts/bin/$1/debug/$1.dll" "${@:2}" </dev/null; }

# The path that Windows sees: drive Z is this machine's root.
on_windows() { printf 'Z:%s' "${1//\//\\}"; }

# Whether two files hold the same, and something.
same() { [ -s "$1" ] && diff "$1" "$2" >&2; }

# Whether two files of predictions have the same labels and scores.
agree() { linux PlatformTour compare "$1" "$2"; }

say "Building for win-x64 and this machine ..."
publish_for win-x64 test/PlatformHashes
publish_for win-x64 test/PlatformTour
publish_for win-x64 examples/QuickStart
if [ -d "$root/src/Nola.Tool" ]; then
  publish_for win-x64 src/Nola.Tool
fi
dotnet_quietly build test/PlatformHashes
dotnet_quietly build test/PlatformTour
cd "$work"

# The folder is made on first use, as Windows 7 unless told.
quietly in_wine reg add 'HKCU\Software\Wine' /v Version /d win10 /f
windows PlatformHashes "$(on_windows "$root")" machine >machine.txt
echo "Bits on: $(sed -n -E 's/^(system|architecture) //p' machine.txt | paste -s -d ' ' -)"
holds "the program runs as a Windows program" grep -q '^system Microsoft Windows 10' machine.txt
linux PlatformHashes "$root" >linux.hashes
windows PlatformHashes "$(on_windows "$root")" >windows.hashes || failed=1
holds "$(wc -l <linux.hashes) checks of basis, tokens and files" same linux.hashes windows.hashes

echo "Golden models, saved on Linux by version 0.1"
for name in nola lora probe; do
  windows PlatformTour score "$(on_windows "$golden/$name.zip")" "$(on_windows "$golden/backbone")" >"golden-$name.txt" || failed=1
  holds "$name.zip" agree "$golden/$name.scores.txt" "golden-$name.txt"
done

# A folder and a file whose names have spaces and letters of several scripts.
readonly far="$work/über den Straßen/модель 模型"
mkdir -p "$far"
cp -r "$golden/backbone" "$far/back bone"

echo "A zip fitted and saved on Linux, read on Windows"
linux PlatformTour fit "$far/back bone" "$far/von Linux é.zip" >from-linux.txt
windows PlatformTour score "$(on_windows "$far/von Linux é.zip")" "$(on_windows "$far/back bone")" >on-windows.txt || failed=1
holds "labels and scores" agree from-linux.txt on-windows.txt

echo "A zip fitted in 20 steps and saved on Windows, read on Linux"
windows PlatformTour fit "$(on_windows "$far/back bone")" "$(on_windows "$far/von Windows é.zip")" >from-windows.txt || failed=1
linux PlatformTour score "$far/von Windows é.zip" "$far/back bone" >on-linux.txt || failed=1
holds "labels and scores" agree from-windows.txt on-linux.txt
NOLA_BACKBONES="C:\\none;$(on_windows "$far")" windows PlatformTour score "$(on_windows "$far/von Windows é.zip")" >found.txt || failed=1
holds "the backbone is found by NOLA_BACKBONES, in the second of two folders" same from-windows.txt found.txt

echo "Lines that end in CRLF"
cp -r "$golden/backbone" crlf
sed -i 's/$/\r/' crlf/vocab.txt
linux PlatformTour tokens "$golden/backbone" >tokens.txt
windows PlatformTour tokens "$(on_windows "$golden/backbone")" >tokens-windows.txt || failed=1
windows PlatformTour tokens "$(on_windows "$work/crlf")" >tokens-crlf.txt || failed=1
linux PlatformTour tokens crlf >tokens-crlf-linux.txt || failed=1
holds "tokens with LF" same tokens.txt tokens-windows.txt
holds "tokens with CRLF" same tokens.txt tokens-crlf.txt
holds "tokens with CRLF on Linux" same tokens.txt tokens-crlf-linux.txt
{ printf 'text\tlabel\n'; for i in $(seq 12); do printf 'Größe %s\tja\nнет "%s", так\tнет\n' "$i" "$i"; done; } >rows.tsv
sed 's/$/\r/' rows.tsv >rows-crlf.tsv
linux PlatformTour rows rows.tsv >rows.txt
for file in rows rows-crlf; do
  windows PlatformTour rows "$(on_windows "$work/$file.tsv")" >"$file-windows.txt" || failed=1
  holds "rows of $file.tsv" same rows.txt "$file-windows.txt"
done
linux PlatformTour rows rows-crlf.tsv >rows-linux.txt || failed=1
holds "rows of rows-crlf.tsv on Linux" same rows.txt rows-linux.txt

echo "QuickStart: fits, saves, scores in a second process"
readonly rows="$far/Zeilen строки.tsv"
cp rows-crlf.tsv "$rows"
windows QuickStart --backbone "$(on_windows "$far/back bone")" --data "$(on_windows "$rows")" --json "$(on_windows "$work/quickstart.json")" >quickstart.txt 2>&1 || failed=1
holds "the second process's scores have the same bits" grep -q '"reloaded_equal": true' quickstart.json
holds "letters of any script are written as UTF-8" grep -q 'нет ' quickstart.txt
status=0
windows QuickStart --data "$(on_windows "$work/none.tsv")" >quickstart-none.txt 2>&1 || status=$?
holds "a file that is missing is named, with exit code 1" [ "$status $(grep -cF "there is no file '$(on_windows "$work/none.tsv")'" quickstart-none.txt)" = "1 1" ]

echo "The Visual C++ runtime"
for file in msvcp140 vcruntime140 vcruntime140_1; do
  # Wine has its own and leaves it out when told.
  WINEDLLOVERRIDES=$file= windows PlatformTour fit "$(on_windows "$far/back bone")" none.zip >lacks.txt 2>&1 || true
  holds "without $file.dll: what to install" grep -qE "Windows lacks ([a-z0-9_.]+, )*$file.dll(, [a-z0-9_.]+)* of the Visual C\+\+ runtime. Install the Microsoft Visual C\+\+ 2015-2022 Redistributable \(x64\)" lacks.txt
done
# A file of another version, in the place where Windows looks.
runtime=$work/wine/drive_c/windows/system32/msvcp140.dll
mv "$runtime" newer.dll
cp "$(published win-x64 QuickStart)/Newtonsoft.Json.dll" "$runtime"
windows PlatformTour fit "$(on_windows "$far/back bone")" none.zip >old.txt 2>&1 || true
holds "an old one is refused" grep -qE "msvcp140.dll' is version 13\.[0-9]+ of the Visual C\+\+ runtime and libtorch needs 14\.40 or later" old.txt
mv newer.dll "$runtime"

# The command line tool: a zip fitted on Windows is evaluated, predicted with and described on both systems.
check_tool() {
  local backbone="$far/back bone" zip="$far/nola é.zip" command status=0
  dotnet_quietly build src/Nola.Tool
  cp "$rows" more.tsv
  windows Nola.Tool fit "$(on_windows "$rows")" --label label --epochs 2 --backbone "$(on_windows "$backbone")" -o "$(on_windows "$zip")" >tool-fit.txt 2>&1 || status=$?
  holds "nola fit saves a zip (exit code $status)" [ "$status$(head -c 2 "$zip")" = 0PK ]
  linux Nola.Tool evaluate "$zip" more.tsv --backbone "$backbone" >linux-evaluate.txt || failed=1
  windows Nola.Tool evaluate "$(on_windows "$zip")" more.tsv --backbone "$(on_windows "$backbone")" >windows-evaluate.txt || failed=1
  linux Nola.Tool predict "$zip" more.tsv --backbone "$backbone" -o linux-predict.txt || failed=1
  windows Nola.Tool predict "$(on_windows "$zip")" more.tsv --backbone "$(on_windows "$backbone")" -o windows-predict.txt || failed=1
  linux Nola.Tool inspect "$zip" --json >linux-inspect.txt || failed=1
  windows Nola.Tool inspect "$(on_windows "$zip")" --json >windows-inspect.txt || failed=1
  for command in evaluate predict inspect; do
    without_system "linux-$command.txt" >"linux-$command.same"
    without_system "windows-$command.txt" >"windows-$command.same"
    holds "nola $command says what it says on Linux" same "linux-$command.same" "windows-$command.same"
  done
}

# Without what differs between the systems: ends of lines, paths, the programs' own folders, and what lies behind the fourth digit of a number.
without_system() { sed -E '/\/artifacts\/|\\\\artifacts\\\\/d; s/\r$//; s|Z:||g; s|\\+|/|g; s/([0-9]\.[0-9]{4})[0-9]+/\1/g' "$1"; }

if [ -d "$root/src/Nola.Tool" ]; then
  echo "nola, the command line tool"
  check_tool
fi

[ "$failed" = 0 ] || { echo "The Windows x64 build, run under Wine, does not do what Linux does."; exit 1; }
echo "The Windows x64 build, run under Wine, does what Linux does."
