#!/usr/bin/env bash
# Shows that what needs no torch gives the same bits on ARM64 as on x64: the random bases, tokens, and the files of backbones and adapters.
# There is no libtorch for Linux on ARM64, so that is what can be shown. Runs test/PlatformHashes on this x64 machine and, under QEMU's user-mode
# emulation, as a linux-arm64 program, and compares what the two print. That the program's known answers are met is checked on both.
#
# Exit code 0: the same. Exit code 3: this machine cannot, and the last line says why. Nothing is ever asked.
# Packages are installed only as root in a container or with CI set.
set -euo pipefail

readonly root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=eng/common.sh
. "$root/eng/common.sh"

readonly sysroot=/usr/aarch64-linux-gnu
readonly packages=(qemu-user-static libc6-arm64-cross libstdc++6-arm64-cross libgcc-s1-arm64-cross)
readonly openssl=$root/artifacts/platforms/openssl-arm64
readonly work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

has_emulator() { command -v qemu-aarch64-static >/dev/null && [ -e "$sysroot/lib/libstdc++.so.6" ] && [ -e "$sysroot/lib/libgcc_s.so.1" ]; }
has_openssl() { [ -e "$openssl/libcrypto.so.3" ] && [ -e "$openssl/libssl.so.3" ]; }

# .NET takes SHA-256 from OpenSSL. Debian has no cross package of it, so the ARM64 package is fetched and unpacked, not installed: apt is given folders of
# its own, and this machine's lists and architectures stay as they are.
fetch_openssl() {
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$openssl"
  : >"$work/status"
  printf '%s\n' 'APT::Architecture "arm64";' 'APT::Architectures { "arm64"; };' 'APT::Sandbox::User "root";' "Dir::State::lists \"$work/lists\";" \
    "Dir::State::status \"$work/status\";" "Dir::Cache \"$work/cache\";" >"$work/apt.conf"
  local sources=sources.list.d/debian.sources
  [ -e "/etc/apt/$sources" ] || sources=sources.list
  APT_CONFIG=$work/apt.conf quietly apt-get -q update -o Dir::Etc::sourcelist="$sources" -o Dir::Etc::sourceparts=- -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false || return 1
  (cd "$work" && { APT_CONFIG=$work/apt.conf quietly apt-get -q download libssl3t64 2>/dev/null || APT_CONFIG=$work/apt.conf quietly apt-get -q download libssl3; }) || return 1
  dpkg-deb -x "$work"/libssl3*.deb "$work/openssl" && cp "$work"/openssl/usr/lib/aarch64-linux-gnu/lib*.so.3 "$openssl"
}

[ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || stop "ARM64 is emulated on Linux x64 only; this machine is $(uname -s) $(uname -m)."
if ! has_emulator || ! has_openssl; then
  command -v apt-get >/dev/null || stop "ARM64 is not emulated here: this distribution has no apt to install ${packages[*]} with."
  may_install || stop "ARM64 is not emulated here: run as root in a container or with CI set, so that ${packages[*]} can be installed."
fi
if ! has_emulator; then
  say "Installing ${packages[*]} ..."
  { apt_install_fresh "${packages[@]}" && has_emulator; } || stop "ARM64 is not emulated here: ${packages[*]} could not be installed."
fi
if ! has_openssl; then
  { fetch_openssl && has_openssl; } || stop "ARM64 is not emulated here: Debian's OpenSSL for ARM64 could not be fetched."
fi

# The same program, the same files. Only the emulated one is self-contained: it has no .NET to run on.
run_arm64() { DOTNET_EnableWriteXorExecute=0 qemu-aarch64-static -L "$sysroot" -E "LD_LIBRARY_PATH=$openssl" "$(published linux-arm64 PlatformHashes)/PlatformHashes" "$root" "$@"; }
run_x64() { dotnet "$root/artifacts/bin/PlatformHashes/debug/PlatformHashes.dll" "$root" "$@"; }

say "Building test/PlatformHashes for linux-arm64 and this machine ..."
publish_for linux-arm64 test/PlatformHashes -p:InvariantGlobalization=true
dotnet_quietly build test/PlatformHashes

run_arm64 machine >"$work/machine"
grep -qx 'architecture Arm64' "$work/machine" || { say "The emulated program does not run as ARM64:"; cat "$work/machine" >&2; exit 1; }
failed=0
run_x64 >"$work/x64.txt" || failed=1
run_arm64 >"$work/arm64.txt" || failed=1
diff "$work/x64.txt" "$work/arm64.txt" >&2 || { say "x64 (<) and ARM64 (>) differ."; failed=1; }
[ -s "$work/x64.txt" ] || failed=1
[ "$failed" = 0 ] || exit 1
cat "$work/arm64.txt"
echo "ARM64 under qemu gives what x64 gives: $(wc -l <"$work/arm64.txt") checks of basis, tokens and files."
