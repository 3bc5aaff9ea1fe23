#!/usr/bin/env bash
# The corpus as CI checks it: the smaller set, downloaded if it is not there yet. usage: test.sh BINARY
set -uo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
. "$here/../../scripts/find-go.sh"
if [ -z "$GO" ] || [ "$GO_MINOR" -lt 26 ]; then
  echo "skipped: the corpus needs Go 1.26"
  exit 0
fi
if ! "$here/fetch.sh" --ci; then
  echo "skipped: the corpus could not be downloaded"
  exit 0
fi
exec "$here/run.sh" "$1" --ci
