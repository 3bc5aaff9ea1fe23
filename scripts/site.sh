#!/usr/bin/env bash
# Makes the site of the documentation in FOLDER (build/site), and checks its links. usage: site.sh [FOLDER]
# Status 77 where no Python has markdown-it (Debian: python3-markdown-it).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
for python in python3 /usr/bin/python3; do
  if "$python" -c 'import markdown_it' 2>/dev/null; then exec "$python" -B tools/site/site.py "${1:-build/site}"; fi
done
echo "skipped: no markdown-it for Python; scripts/install-dependencies.sh --tests installs it"
exit 77
