#!/usr/bin/env bash
# Sees that the tests of reports have a browser (test/Nola.Browser.Tests): chromium, as /usr/bin/chromium or where NOLA_CHROMIUM says.
# As root in a container, or with CI set, it installs Debian's chromium where none is there.
# Exit code 0: there is one. Exit code 3: there is none, and the last line says what to do; the tests are then skipped.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

advice="The tests of reports need a browser: install chromium (Debian: apt-get install --no-install-recommends chromium), or set NOLA_CHROMIUM to one; without it they are skipped."

find_chromium() {
  local file
  for file in "${NOLA_CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
    if [ -n "$file" ] && [ -x "$file" ]; then
      return 0
    fi
  done
  return 1
}

if ! find_chromium; then
  [ "$(uname -s)" = Linux ] && command -v apt-get >/dev/null && may_install || stop "$advice"
  say "Installing chromium, which the tests of reports open them in ..."
  apt_install_fresh chromium || stop "$advice"
  find_chromium || stop "$advice"
fi
