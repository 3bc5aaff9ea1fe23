#!/usr/bin/env bash
# Installs what is missing, builds the release, and runs `ptrsafe check` on the example service.
# Findings are what it is there to show, so they do not make it fail.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
scripts/install-dependencies.sh
scripts/build.sh release ptrsafe
. scripts/find-go.sh
[ -z "$GOROOT_FOUND" ] || export GOROOT=$GOROOT_FOUND
echo '$ ptrsafe check -C examples/orders'
status=0
build/release/ptrsafe check -C examples/orders || status=$?
[ $status -le 1 ] || exit $status
