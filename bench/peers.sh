#!/usr/bin/env bash
# CPU time and memory of `ptrsafe check` beside those of go vet, staticcheck, nilness and NilAway, in one run on one machine.
# usage: bench/peers.sh [--containerd|--std|--NAME] [BUILD_DIR]    prints Markdown; NAME: a program of tests/corpus; NAME+tests: with its tests
#
# The peers are installed as Go modules, at the versions below, into a scratch folder. Takes the better part of an hour and, for NilAway on
# all packages, up to 16 GB. Needs a release build (scripts/build.sh release) and the corpus program (tests/corpus/fetch.sh containerd).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/find-go.sh
[ -n "$GO" ] || { echo "no go command found" >&2; exit 2; }
only=
case "${1-}" in --*) only=${1#--}; shift ;; esac
binary=$(realpath "${1-build/release}/ptrsafe")
export GOROOT=$GOROOT_FOUND GOTOOLCHAIN=local GOFLAGS= GOWORK=off CGO_ENABLED=0
PATH="$(dirname "$GO"):$PATH"
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
export GOBIN=$work/bin GOCACHE=$work/go-build
peers=(
  honnef.co/go/tools/cmd/staticcheck@v0.8.2
  golang.org/x/tools/go/analysis/passes/nilness/cmd/nilness@v0.52.0
  go.uber.org/nilaway/cmd/nilaway@v0.0.0-20260918162853-acb8859b9031
)
for peer in "${peers[@]}"; do go install "$peer" 2>/dev/null || { echo "not installed: $peer" >&2; exit 2; }; done
printf '%s\n' "${peers[@]}" >"$work/versions"
python3 bench/peers.py "$binary" "$work" $only
