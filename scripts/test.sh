#!/usr/bin/env bash
# Installs what is missing, builds with optimisation (without the release's link-time part,
# which every test program would repeat) and runs all tests. Arguments go to ctest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
scripts/install-dependencies.sh --tests
. scripts/find-go.sh
if [ -n "$GO" ]; then
  export GOROOT=$GOROOT_FOUND PATH="$(dirname "$GO"):$PATH"
  echo "Go: $("$GO" version)"
fi
scripts/build.sh test
exec ctest --test-dir build/test --output-on-failure -j "$(nproc)" "$@"
