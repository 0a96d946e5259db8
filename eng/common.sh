# shellcheck shell=bash
# What the scripts of this folder share; they source it. It changes nothing on the machine by itself.

# The exit code of a script that cannot do its work on this machine. Its last line says why.
readonly cannot=3

say() { printf '%s\n' "$*" >&2; }

stop() {
  say "$@"
  exit "$cannot"
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

# Installs packages without a question, without removing any, and waits where another apt is at work.
apt_install() {
  quietly env DEBIAN_FRONTEND=noninteractive apt-get -y -q --no-remove --no-install-recommends \
    -o Dpkg::Options::=--force-confold -o DPkg::Lock::Timeout=120 install "$@"
}

# As apt_install, with the distribution's lists fetched first where the packages are not known or cannot be had.
apt_install_fresh() { apt_install "$@" 2>/dev/null || { quietly apt-get -q update && apt_install "$@"; }; }

# Whether a script may install what it lacks unasked: as root in a container, or with CI set.
may_install() { [ "$(id -u)" = 0 ] && { in_container || in_ci; }; }

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

# Adds Debian 13 (trixie) to the sources of Debian 12 and fetches its lists; priority 100 keeps apt from taking anything from there unasked.
add_trixie() {
  local mirror
  mirror=$(debian_mirror)
  if [ -z "$mirror" ]; then
    say "No Debian mirror was found in /etc/apt/sources.list.d/debian.sources or /etc/apt/sources.list."
    return 1
  fi
  printf 'Package: *\nPin: release n=trixie\nPin-Priority: 100\n' >/etc/apt/preferences.d/nola-trixie
  printf 'Types: deb\nURIs: %s\nSuites: trixie\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' "$mirror" \
    >/etc/apt/sources.list.d/nola-trixie.sources
  # Only the new source's lists are fetched: a broken source of the machine's own is none of our business.
  quietly apt-get -q update --error-on=any -o Dir::Etc::sourcelist=sources.list.d/nola-trixie.sources -o Dir::Etc::sourceparts=- -o APT::Get::List-Cleanup=0
}

# Runs dotnet in the repository's folder, so that its global.json counts, and shows what it says only where it fails.
# DOTNET_TieredPGO=0: compilers end before what the runtime learns about them pays; a build takes a fifth less without.
dotnet_quietly() {
  local output
  if ! output=$(cd "$root" && DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en DOTNET_TieredPGO=0 dotnet "$@" --verbosity quiet -consoleLoggerParameters:ErrorsOnly -tl:off 2>&1 </dev/null); then
    printf '%s\n' "$output" >&2
    if grep -q NU1301 <<<"$output"; then
      stop "The packages that are missing here cannot be fetched: the package source cannot be reached."
    fi
    return 1
  fi
}

# Publishes a project with all that it needs for another platform, into published RUNTIME NAME: publish_for RUNTIME FOLDER/NAME [ARGUMENT...]
# Each platform has intermediate files of its own: in common ones each build would find those of another platform and begin anew.
publish_for() {
  dotnet_quietly publish "$2" --configuration Release --runtime "$1" --self-contained "-p:ArtifactsPath=$root/artifacts/platforms/$1" "${@:3}"
}

published() { printf '%s' "$root/artifacts/platforms/$1/publish/$2/release_$1"; }

# Says whether a command succeeds, and remembers in $failed that one did not: holds NAME COMMAND...
failed=0
holds() {
  if "${@:2}"; then
    echo "  holds: $1"
  else
    echo "  FAILS: $1"
    failed=1
  fi
}
