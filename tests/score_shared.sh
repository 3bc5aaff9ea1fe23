#!/usr/bin/env bash
# Runs the labelled cases of ../shared for the rules that exist, with the built binary: nothing may be missed or false.
# usage: score_shared.sh BINARY
set -uo pipefail
binary=$(realpath "$1")
shared=$(dirname "${BASH_SOURCE[0]}")/../../shared
if [ ! -x "$shared/score" ]; then
  echo "skipped: no labelled cases beside the repository"
  exit 0
fi
shared=$(realpath "$shared")
rules=(
  loop-var-address
  aliased-map-values
  slice-header-write
  # nil-map-value and nil-map-write are to be added with their rules.
)
broken=0
for rule in "${rules[@]}"; do
  "$shared/score" "$shared/cases" --rule "$rule" --verbose -- "$binary" check --format=json --rules="$rule" ./... || broken=1
done
exit $broken
