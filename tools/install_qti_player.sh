#!/usr/bin/env bash
# A test answers a QTI item in a real player: qti-components, GPL, so for tests only and never part of what is served.
# Fetches its one file, pinned by version and digest, when it is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

version=7.27.4
digest=aac9b1bf1be36d5570dfaf367a50e7c625297d7ddd12280922d37bda6102973f
player=.venv/share/qti-player/index.js

intact() { [ -f "$player" ] && echo "$digest  $player" | sha256sum --check --status; }

if intact; then exit 0; fi
if ! command -v npm >/dev/null; then
  echo "npm is missing, so the QTI player cannot be fetched: its test will be skipped." >&2
  exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
(cd "$folder" && npm pack --silent "@citolab/qti-components@$version" >/dev/null && tar -xzf ./*.tgz package/cdn/index.js) ||
  { echo "The QTI player cannot be fetched: its test will be skipped." >&2; exit 0; }
mkdir -p "$(dirname "$player")"
cp "$folder/package/cdn/index.js" "$player"
intact || { rm -f "$player"; echo "The QTI player is not the one that was pinned." >&2; exit 1; }
