#!/usr/bin/env bash
# The differential test: Go files changed at random, checked by go/types and by ptrsafe, line by line.
# usage: mutations.sh BINARY [NUMBER [SEED]]
#
# A few differ: what becomes of recursive types that are wrong, for instance. More than 1 in 100 is a fault.
set -euo pipefail
binary=$(realpath "$1")
number=${2:-3000}
seed=${3:-1}
here=$(realpath "$(dirname "${BASH_SOURCE[0]}")")
. "$here/../scripts/find-go.sh"
if [ -z "$GO" ] || [ "$GO_MINOR" -lt 26 ]; then
  echo "skipped: go/types of Go 1.26 is what is compared with"
  exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GOFLAGS= GOTOOLCHAIN=local GOWORK=off CGO_ENABLED=0 GOROOT=$GOROOT_FOUND
(cd "$here/../tools/gooracle" && "$GO" build -o "$work/mutate" ./mutate)
sources=()
for dir in "$GOROOT_FOUND/test" "$GOROOT_FOUND/src/internal/types/testdata" "$GOROOT_FOUND/src/go/doc" "$GOROOT_FOUND/src/sort"; do
  [ ! -d "$dir" ] || sources+=("$dir")
done
"$work/mutate" -ptrsafe "$binary" -goroot "$GOROOT_FOUND" -n "$number" -seed "$seed" -show 10 -allow $((number / 100)) "${sources[@]}"
