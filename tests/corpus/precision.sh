#!/usr/bin/env bash
# Findings of some rules in the corpus modules, for docs/precision.md: the text output, below the name of each program.
# usage: precision.sh [--deps] BINARY RULES [NAME...]    --deps: all packages that the program depends on, but std
set -uo pipefail
deps=
if [ "$1" = --deps ]; then
  deps=-deps
  shift
fi
binary=$(realpath "$1")
rules=$2
shift 2
cd "$(dirname "${BASH_SOURCE[0]}")"
. ../../scripts/find-go.sh
[ $# -gt 0 ] || mapfile -t all < <(grep -vE '^(#|$)' packages.txt | cut -f1)
for name in "${@:-${all[@]}}"; do
  patterns=$(grep -P "^$name\t" packages.txt | cut -f2)
  # shellcheck disable=SC2086
  own=$(cd "$name" && "$GO" list -e $deps -f '{{if not .Standard}}{{if not .Error}}{{if not .DepsErrors}}{{.ImportPath}}{{end}}{{end}}{{end}}' \
    $([ -n "$deps" ] && echo . || echo $patterns) 2>/dev/null)
  echo "== $name: $(echo "$own" | wc -l) packages"
  # shellcheck disable=SC2086
  "$binary" check -C "$name" --tests=false --rules="$rules" --show=possible $own
done
