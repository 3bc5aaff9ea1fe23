#!/usr/bin/env bash
# The speed tables: ptrsafe beside Go's own front end (bench/gofront) and go vet, in one run on one machine.
# usage: bench/run.sh [--quick] [BUILD_DIR]    prints Markdown
#
# --quick: std only, without go vet (a full run takes most of an hour, nearly all of it go vet with an empty cache). Everything
# is done with CGO_ENABLED=0 on the files that `go list -deps` names; figures are medians of interleaved runs.
set -uo pipefail
export PTRSAFE_CACHE=off  # every run does its work
cd "$(dirname "${BASH_SOURCE[0]}")/.."
quick=
if [ "${1-}" = --quick ]; then quick=--quick; shift; fi
build=$(realpath "${1-build/release}")
. scripts/find-go.sh
[ -n "$GO" ] || { echo "no go command found" >&2; exit 2; }
cmake -S . -B "$build" -DPTRSAFE_BENCH=ON >/dev/null && ninja -C "$build" ptrsafe front_bench >/dev/null || exit 2
[ -x "$build/ptrsafe" ] || { echo "$build/ptrsafe is not built; scripts/build.sh release" >&2; exit 2; }
export GOROOT=$GOROOT_FOUND GOTOOLCHAIN=local GOFLAGS= CGO_ENABLED=0
PATH="$(dirname "$GO"):$PATH"
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
(cd bench/gofront && go build -o "$work/gofront" .) || exit 2
python3 bench/table.py $quick "$build" "$work"
