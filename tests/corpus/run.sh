#!/usr/bin/env bash
# Checks the corpus: each program with all its dependencies, and the module's own packages by import path,
# with `ptrsafe types`; no error may be reported where the go command and go vet have none.
# usage: run.sh BINARY [--ci | NAME...]
#
# The module's packages are those that match its patterns in packages.txt and that `go list` loads without
# an error: packages whose imports are not in our go.sum (other programs' commands, plugins) are not part
# of the program. Their tests are not loaded (--tests=false): a module in the module cache is seen from
# outside, and the requirements of its tests are not among ours.
set -uo pipefail
export PTRSAFE_CACHE=off  # every run does its work
binary=$(realpath "$1")
shift
cd "$(dirname "${BASH_SOURCE[0]}")"
. ../../scripts/find-go.sh
if [ "${1-}" = --ci ]; then
  mapfile -t names < <(grep -vE '^(#|$)' ci.txt)
elif [ $# -gt 0 ]; then
  names=("$@")
else
  mapfile -t names < <(grep -vE '^(#|$)' packages.txt | cut -f1)
fi
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
bad=0
printf '%-12s %9s %6s %10s %7s %8s  %s\n' name packages files lines errors seconds status
for name in "${names[@]}"; do
  patterns=$(grep -P "^$name\t" packages.txt | cut -f2)
  # shellcheck disable=SC2086
  own=$(cd "$name" && "$GO" list -e -f '{{if not .Error}}{{if not .DepsErrors}}{{.ImportPath}}{{end}}{{end}}' $patterns 2>/dev/null)
  start=$(date +%s.%N)
  # shellcheck disable=SC2086
  "$binary" types -C "$name" --tests=false --max-errors 0 --stats . $own >"$logs/out" 2>"$logs/err"
  status=$?
  seconds=$(awk -v a="$start" -v b="$(date +%s.%N)" 'BEGIN {printf "%.2f", b - a}')
  errors=$(grep -cE '^[^[:space:]].*: ' "$logs/out")
  figure() { grep -iEo "\b$1:? *[0-9]+|[0-9]+ $1\b" "$logs/err" | grep -oE '[0-9]+' | head -n 1; }
  printf '%-12s %9s %6s %10s %7s %8s  %s\n' "$name" "$(figure packages)" "$(figure files)" "$(figure lines)" "$errors" "$seconds" \
    "$([ $status -eq 0 ] && echo ok || echo "exit $status")"
  if [ $status -ne 0 ]; then
    bad=$((bad + 1))
    head -n "${SHOW:-5}" "$logs/out"
    grep -viE '^(packages|files|lines|bytes|peak|load|parse|check|total)' "$logs/err" | head -n "${SHOW:-5}"
  fi
done
echo "${#names[@]} programs, $bad with errors"
[ $bad -eq 0 ]
