#!/usr/bin/env bash
# Checks what the two commands need of the machine: a .NET 10 SDK and, on Linux, a libstdc++ that TorchSharp's native library can load.
#
#   eng/native-dependencies.sh              checks; on Debian 12, as root in a container or with CI set, also installs what is missing
#   eng/native-dependencies.sh --install    installs what is missing wherever it can, as root
#
# Exit code 0: all is there. Exit code 3: something is missing, and the last line says what to do. Nothing is ever asked.
# NOLA_LIBSTDCXX=FILE makes it look at FILE in place of the libstdc++.so.6 that the loader would take.
set -euo pipefail

readonly needed=GLIBCXX_3.4.32 # first in GCC 13
readonly root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }

stop() {
  say "$@"
  exit 3
}

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

distribution() {
  # shellcheck source=/dev/null
  (. /etc/os-release 2>/dev/null && printf '%s %s' "${ID:-unknown}" "${VERSION_ID:-}") || printf unknown
}

in_container() {
  [ -e /.dockerenv ] || [ -e /run/.containerenv ] || [ -n "${container:-}" ] ||
    grep -qE 'docker|containerd|kubepods|libpod|lxc|buildkit' /proc/1/cgroup 2>/dev/null ||
    case $(cat /proc/1/comm 2>/dev/null) in systemd | init*) false ;; *) true ;; esac
}

in_ci() { [ -n "${CI:-}" ] && [ "$CI" != false ] && [ "$CI" != 0 ]; }

# Runs a command quietly; where it fails, shows the end of what it wrote.
quietly() {
  local output
  if ! output=$("$@" 2>&1 </dev/null); then
    tail -n 8 <<<"$output" >&2
    return 1
  fi
}

apt_install() { quietly env DEBIAN_FRONTEND=noninteractive apt-get -y -q --no-remove --no-install-recommends -o Dpkg::Options::=--force-confold install "$@"; }

# The mirror that this machine's own apt sources name.
debian_mirror() {
  local uri=
  if [ -r /etc/apt/sources.list.d/debian.sources ]; then
    uri=$(awk '$1 == "URIs:" { print $2; exit }' /etc/apt/sources.list.d/debian.sources)
  fi
  if [ -z "$uri" ] && [ -r /etc/apt/sources.list ]; then
    uri=$(sed -n -E 's/^deb[[:space:]]+(\[[^]]*\][[:space:]]+)?([^[:space:]]+).*/\2/p' /etc/apt/sources.list | head -n 1)
  fi
  printf '%s' "$uri"
}

# Debian 12 ends at GLIBCXX_3.4.30. Debian 13 (trixie) has the library; priority 100 keeps apt from taking anything else from there unasked.
install_from_trixie() {
  local mirror
  mirror=$(debian_mirror)
  if [ -z "$mirror" ]; then
    say "No Debian mirror was found in /etc/apt/sources.list.d/debian.sources or /etc/apt/sources.list."
    return 1
  fi
  say "libstdc++ is older than GCC 13's: installing libstdc++6 from Debian 13 (source nola-trixie, pinned to priority 100)."
  printf 'Package: *\nPin: release n=trixie\nPin-Priority: 100\n' >/etc/apt/preferences.d/nola-trixie
  printf 'Types: deb\nURIs: %s\nSuites: trixie\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' "$mirror" \
    >/etc/apt/sources.list.d/nola-trixie.sources
  # Only the new source's lists are fetched: a broken source of the machine's own is none of our business.
  quietly apt-get -q update --error-on=any -o Dir::Etc::sourcelist=sources.list.d/nola-trixie.sources -o Dir::Etc::sourceparts=- -o APT::Get::List-Cleanup=0 &&
    apt_install -t trixie libstdc++6
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
  if [ "$(id -u)" = 0 ] && { [ "$install" = always ] || in_container || in_ci; }; then
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
[ "$install" = always ] || check_sdk
