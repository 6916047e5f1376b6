#!/usr/bin/env bash
# Writes requirements*.txt from requirements*.in: every package pinned, every file by its hash.
# Run it with the oldest Python that Headway supports, so that its backports are pinned too.
set -euo pipefail
cd "$(dirname "$0")/.."

export CUSTOM_COMPILE_COMMAND="make pin"
for layer in requirements requirements-dask requirements-test requirements-dev; do
  .venv/bin/pip-compile "$@" --quiet --generate-hashes --allow-unsafe --strip-extras \
    --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
    --output-file "$layer.txt" "$layer.in"
done
