#!/usr/bin/env bash
# Checks what the two commands need of the machine: a .NET 10 SDK, free space before the first build and, on Linux,
# a libstdc++ that TorchSharp's native library can load.
#
#   eng/native-dependencies.sh              checks; on Debian 12, as root in a container or with CI set, also installs what is missing
#   eng/native-dependencies.sh --install    installs what is missing wherever it can, as root
#
# Exit code 0: all is there. Exit code 3: something is missing, and the last line says what to do. Nothing is ever asked.
# NOLA_LIBSTDCXX=FILE makes it look at FILE in place of the libstdc++.so.6 that the loader would take.
set -euo pipefail

readonly needed=GLIBCXX_3.4.32 # first in GCC 13
readonly needed_space=2097152 # KB
readonly root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# shellcheck source=eng/common.sh
. "$root/eng/common.sh"

check_sdk() {
  command -v dotnet >/dev/null || stop "dotnet was not found: install the .NET 10 SDK (https://dotnet.microsoft.com/download) and put it on PATH."
  local version
  version=$(cd "$root" && dotnet --version 2>/dev/null </dev/null) || version=none
  case $version in
    10.*) ;;
    *)
      local installed
      installed=$(dotnet --list-sdks 2>/dev/null | cut -d ' ' -f 1 | paste -s -d ' ' -) || true
      stop "A .NET 10 SDK is needed (https://dotnet.microsoft.com/download); $(command -v dotnet) has: ${installed:-none}."
      ;;
  esac
}

check_architecture() {
  [ "$(uname -m)" = x86_64 ] ||
    stop "On Linux libtorch comes for x64 only and this machine is $(uname -m); use an x64 machine (with Docker: --platform linux/amd64)."
  if [ -e /lib/ld-musl-x86_64.so.1 ] && [ ! -e /lib64/ld-linux-x86-64.so.2 ]; then
    stop "libtorch needs glibc and this distribution has musl; use Debian, Ubuntu, Fedora or another one with glibc."
  fi
}

# The file that the dynamic loader would take, in its own order; nothing where there is none.
find_libstdcxx() {
  if [ -n "${NOLA_LIBSTDCXX:-}" ]; then
    printf '%s\n' "$NOLA_LIBSTDCXX"
    return
  fi
  local folder
  local -a folders=()
  IFS=: read -r -a folders <<<"${LD_LIBRARY_PATH:-}"
  for folder in ${folders[@]+"${folders[@]}"}; do
    if [ -n "$folder" ] && [ -e "$folder/libstdc++.so.6" ]; then
      printf '%s\n' "$folder/libstdc++.so.6"
      return
    fi
  done
  local cached
  cached=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null | awk '/libstdc\+\+\.so\.6 .*x86-64/ { print $NF; exit }') || true
  if [ -n "$cached" ]; then
    printf '%s\n' "$cached"
    return
  fi
  for folder in /lib/x86_64-linux-gnu /usr/lib/x86_64-linux-gnu /lib64 /usr/lib64 /lib /usr/lib; do
    if [ -e "$folder/libstdc++.so.6" ]; then
      printf '%s\n' "$folder/libstdc++.so.6"
      return
    fi
  done
}

has_needed_libstdcxx() {
  local file
  file=$(find_libstdcxx)
  # The version names stand in the file as text that ends with a zero byte.
  [ -n "$file" ] && [ -r "$file" ] && LC_ALL=C grep -aqF "$needed" "$file"
}

# Debian 12 ends at GLIBCXX_3.4.30; Debian 13 has the library.
install_from_trixie() {
  say "libstdc++ is older than GCC 13's: installing libstdc++6 from Debian 13 (source nola-trixie, pinned to priority 100)."
  add_trixie && apt_install -t trixie libstdc++6
}

install_candidate() {
  say "libstdc++ is older than GCC 13's: installing this distribution's newest libstdc++6."
  quietly apt-get -q update && apt_install libstdc++6
}

install_libstdcxx() {
  case $(distribution) in
    'debian 12'*) install_from_trixie ;;
    *) command -v apt-get >/dev/null && install_candidate ;;
  esac
}

# The one command that a person runs.
advice() {
  local sudo='sudo '
  [ "$(id -u)" != 0 ] || sudo=
  case $(distribution) in
    'debian 12'*) printf '%s' "run: $sudo'$root/eng/native-dependencies.sh' --install" ;;
    'ubuntu 22.04'*) printf '%s' "run: ${sudo}add-apt-repository -y ppa:ubuntu-toolchain-r/test && ${sudo}apt-get install -y libstdc++6" ;;
    debian* | ubuntu*) printf '%s' "run: ${sudo}apt-get install -y libstdc++6 (Debian 13, Ubuntu 24.04 and later have it; older releases do not)" ;;
    fedora*) printf '%s' "run: ${sudo}dnf upgrade -y libstdc++ (Fedora 39 and later have it)" ;;
    arch*) printf '%s' "run: ${sudo}pacman -Syu gcc-libs" ;;
    *) printf '%s' "install the libstdc++ of GCC 13 or later (Debian 13, Ubuntu 24.04, Fedora 39 and later have it)" ;;
  esac
}

check_libstdcxx() {
  if has_needed_libstdcxx; then
    return
  fi
  if may_install || { [ "$install" = always ] && [ "$(id -u)" = 0 ]; }; then
    if install_libstdcxx && has_needed_libstdcxx; then
      return
    fi
  elif [ "$install" = always ]; then
    stop "--install needs root; $(advice)"
  fi
  local found
  found=$(find_libstdcxx)
  stop "TorchSharp's native library needs libstdc++ with $needed, which ${found:-this machine (it has no libstdc++.so.6)} does not provide; $(advice)"
}

# Looks only before the first build: later ones need next to nothing.
check_space() {
  local packages=${NUGET_PACKAGES:-$HOME/.nuget/packages} place folder free
  local -a places=()
  compgen -G "$packages/libtorch-cpu-*" >/dev/null || places+=("$packages")
  [ -d "$root/artifacts" ] || places+=("$root")
  for place in ${places[@]+"${places[@]}"}; do
    folder=$place
    while [ ! -d "$folder" ]; do folder=$(dirname "$folder"); done
    free=$(df -Pk "$folder" 2>/dev/null | awk 'NR == 2 { print $4 }') || continue
    if [ -n "$free" ] && [ "$free" -lt "$needed_space" ]; then
      stop "Packages and build need 2 GB and the drive of '$place' has $(awk -v free="$free" 'BEGIN { printf "%.1f", free / 1048576 }') GB free: make room, or choose another" \
        "drive (NUGET_PACKAGES=FOLDER for the packages, another place of this folder for the build)."
    fi
  done
}

install=automatic
case ${1:-} in
  '') ;;
  --install) install=always ;;
  *)
    say "usage: eng/native-dependencies.sh [--install]"
    exit 2
    ;;
esac

if [ "$(uname -s)" = Linux ]; then
  check_architecture
  check_libstdcxx
fi
if [ "$install" != always ]; then
  check_sdk
  check_space
fi
