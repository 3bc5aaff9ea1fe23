#!/usr/bin/env bash
# What go vet's copylocks reports in the corpus programs, beside copied-lock: prints vet's findings on lines that have none of ours,
# with the source line, to be read: copies that do not go into or out of a map are not ours.
# usage: compare_vet.sh BINARY [NAME...]
set -u
binary=$(realpath "$1")
shift
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 2
. ../../scripts/find-go.sh
names=${*:-$(grep -vE '^(#|$)' packages.txt | cut -f1)}
for name in $names; do
  pattern=$(grep -P "^$name\t" packages.txt | cut -f2)
  own=$(cd "$name" && GOFLAGS=-mod=readonly "$GO" list -e -f '{{if not .Error}}{{if not .DepsErrors}}{{.ImportPath}}{{end}}{{end}}' $pattern 2>/dev/null)
  [ -n "$own" ] || { echo "$name: not there; run fetch.sh"; continue; }
  ours=$("$binary" check --no-cache -C "$name" --rules=copied-lock $own 2>/dev/null | grep -oE '^[^ ]+\.go:[0-9]+' | sort -u)
  vet=$(cd "$name" && GOFLAGS=-mod=readonly "$GO" vet -copylocks $own 2>&1 | grep -v '^vet: ' | grep -E '^[^#].*\.go:[0-9]+:[0-9]+: ')
  total=$(printf '%s' "$vet" | grep -c .)
  echo "$name: vet $total, ours $(printf '%s' "$ours" | grep -c .)"
  printf '%s\n' "$vet" | while IFS=: read -r file line _ message; do
    [ -n "$file" ] || continue
    path=$(cd "$name" && realpath "$file")
    printf '%s\n' "$ours" | grep -qF "$(basename "$file"):$line" && continue
    echo "  $file:$line:$message | $(sed -n "${line}p" "$path" | sed 's/^[ \t]*//')"
  done
done
