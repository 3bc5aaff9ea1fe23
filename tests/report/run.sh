#!/usr/bin/env bash
# The HTML report in a headless browser. usage: run.sh BINARY FOLDER (where the reports and screenshots are left)
# Status 77, which ctest takes as "skipped", where there is no browser.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
binary=$1 folder=$2
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
[ -n "$browser" ] || { echo "skipped: no chromium; scripts/install-dependencies.sh --tests installs it"; exit 77; }
command -v npm >/dev/null || { echo "skipped: no npm; scripts/install-dependencies.sh --tests installs it"; exit 77; }
mkdir -p "$folder"
if ! cmp -s "$here/package.json" "$folder/package.json"; then
  cp "$here/package.json" "$folder/package.json.new"
  mv "$folder/package.json.new" "$folder/package.json"
  (cd "$folder" && npm install --silent --no-audit --no-fund --no-package-lock >/dev/null 2>&1) || { rm -f "$folder/package.json"; echo "skipped: npm cannot install axe-core, html-validate and playwright-core (no network?)"; exit 77; }
fi
cp "$here/run.mjs" "$folder/run.mjs"  # beside its node_modules
exec node "$folder/run.mjs" "$binary" "$folder" "$browser" "$here/../.."
