#!/usr/bin/env bash
# Writes what the compiler reports as undeclared public API into the PublicAPI.Unshipped.txt of each product project. Read the diff before you commit it.
set -euo pipefail
cd "$(dirname "$0")/.."
for project in src/*/PublicAPI.Unshipped.txt; do
  project=$(dirname "$project")
  log=$(dotnet build "$project" 2>&1 || true)
  added=$(grep -oE "RS0016: Symbol '[^']+'" <<<"$log" | sed -E "s/^RS0016: Symbol '//; s/'$//" | sort -u || true)
  gone=$(grep -oE "RS0017: Symbol '[^']+'" <<<"$log" | sed -E "s/^RS0017: Symbol '//; s/'$//" | sort -u || true)
  { echo '#nullable enable'; { tail -n +2 "$project/PublicAPI.Unshipped.txt"; [ -z "$added" ] || echo "$added"; } | sed '/^$/d' | { if [ -n "$gone" ]; then grep -vxF "$gone"; else cat; fi; } | LC_ALL=C sort -u; } > "$project/PublicAPI.Unshipped.txt.new"
  mv "$project/PublicAPI.Unshipped.txt.new" "$project/PublicAPI.Unshipped.txt"
done
