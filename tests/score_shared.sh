#!/usr/bin/env bash
# Runs the labelled cases of ../shared for the rules that exist, with the built binary.
# usage: score_shared.sh BINARY
set -uo pipefail
binary=$(realpath "$1")
shared=$(dirname "${BASH_SOURCE[0]}")/../../shared
if [ ! -x "$shared/score" ]; then
  echo "skipped: no labelled cases beside the repository"
  exit 0
fi
shared=$(realpath "$shared")
broken=0
for rule in nil-map-value nil-map-write loop-var-address aliased-map-values slice-header-write; do
  out=$("$shared/score" "$shared/cases" --rule "$rule" -- "$binary" check --format=json --rules=all ./...)
  echo "$out" | grep -E "^(rule|$rule|recall)|could not|exit "
  echo "$out" | grep -q 'could not be checked 0$' || broken=1
  # The third column of the rule's row counts what was found.
  [ "$(echo "$out" | awk -v rule="$rule" '$1 == rule {print $3}')" -gt 0 ] || { echo "$rule finds nothing"; broken=1; }
done
# A case that could not be checked is a fault, and so is a rule that finds nothing.
exit $broken
