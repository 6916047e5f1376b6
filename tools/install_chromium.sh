#!/usr/bin/env bash
# The browser tests drive Debian's Chromium. Installs it when it is missing and this user may.
set -euo pipefail

for name in "${HEADWAY_CHROMIUM:-}" chromium chromium-browser google-chrome; do
  if [ -n "$name" ] && command -v "$name" >/dev/null; then exit 0; fi
done

as_root=()
if [ "$(id -u)" != 0 ]; then
  if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
  else
    as_root=(false)
  fi
fi

if [ "${as_root[*]:-}" = false ] || ! command -v apt-get >/dev/null; then
  echo "Chromium is missing and cannot be installed by this user: browser tests will be skipped." \
       "Install it (Debian: apt install chromium) or name it in HEADWAY_CHROMIUM." >&2
  exit 0
fi

echo "Installing Debian's Chromium for the browser tests …"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq </dev/null
"${as_root[@]}" apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core </dev/null >/dev/null
