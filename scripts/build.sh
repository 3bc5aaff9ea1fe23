#!/usr/bin/env bash
# Configures (once) and builds one preset. usage: build.sh PRESET [TARGET...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
preset=$1
shift
if [ ! -f "build/$preset/build.ninja" ]; then
  echo "building $preset: the first time it takes some minutes" >&2
  log=$(cmake --preset "$preset" 2>&1) || { echo "$log"; exit 1; }
fi
ninja -C "build/$preset" "$@" | { grep -vE '^\[[0-9]+/[0-9]+\]|^ninja: (Entering|no work)' || true; }
exit "${PIPESTATUS[0]}"
