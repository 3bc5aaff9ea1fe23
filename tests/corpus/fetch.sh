#!/usr/bin/env bash
# Downloads what the corpus programs need into the module cache, with the go command.
# usage: fetch.sh [--ci | NAME...]   (none: all; --ci: the smaller set)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. ../../scripts/find-go.sh
if [ "${1-}" = --ci ]; then
  mapfile -t names < <(grep -vE '^(#|$)' ci.txt)
elif [ $# -gt 0 ]; then
  names=("$@")
else
  mapfile -t names < <(grep -vE '^(#|$)' packages.txt | cut -f1)
fi
failed=0
for name in "${names[@]}"; do
  # What `go list -deps` of the program and of the module's own packages touches is enough: `go mod
  # download` would fetch every module of the graph, most of them for nothing.
  patterns=$(grep -P "^$name\t" packages.txt | cut -f2)
  # shellcheck disable=SC2086
  if (cd "$name" && GOFLAGS=-mod=readonly "$GO" list -e -deps . $patterns >/dev/null 2>&1 && "$GO" list -deps . >/dev/null); then
    echo "fetched $name"
  else
    echo "FAILED  $name"
    failed=1
  fi
done
exit $failed
