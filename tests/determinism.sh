#!/usr/bin/env bash
# The same bytes for any number of threads: repeats `check`, `types` and `escape` for -j 1, 2 and 8 and compares.
# usage: determinism.sh BINARY [REPEATS]   (20 as in the issue; the test suite runs fewer of the long ones)
set -uo pipefail
export PTRSAFE_CACHE=off  # every run does its work
binary=$(realpath "$1")
repeats=${2-20}
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A module with errors and findings in many packages, so that their order can go wrong.
mkdir "$work/m"
printf 'module example.com/m\n\ngo 1.22\n' >"$work/m/go.mod"
for i in $(seq 40); do
  mkdir "$work/m/p$i"
  {
    printf 'package p%s\n\nimport (\n\t"fmt"\n\t"sort"\n' "$i"
    [ "$i" = 1 ] || printf '\t"example.com/m/p%s"\n' "$((i / 2 > 0 ? i / 2 : 1))"
    printf ')\n\ntype T[K comparable] struct{ m map[K]*int }\n\nfunc F(k string) {\n\tvar m map[string]int\n\tm[k] = 1\n\tt := T[string]{}\n\tfmt.Println(*t.m[k])\n'
    [ "$i" = 1 ] || printf '\tp%s.F(k)\n' "$((i / 2 > 0 ? i / 2 : 1))"
    printf '\tsort.Strings(nil)\n}\n'
    if [ $((i % 5)) = 0 ]; then printf '\nfunc g() { var x int = "a"; y := undefined%s }\n' "$i"; fi
  } >"$work/m/p$i/a.go"
done
failed=0
compare() {
  local name=$1 n=$2
  shift 2
  rm -f "$work/reference"
  for run in $(seq "$n"); do
    for jobs in 1 2 8; do
      "$@" -j "$jobs" >"$work/out" 2>"$work/err"
      echo "status $?" >>"$work/out"
      cat "$work/err" >>"$work/out"
      if [ ! -f "$work/reference" ]; then
        mv "$work/out" "$work/reference"
      elif ! cmp -s "$work/out" "$work/reference"; then
        echo "FAILED $name: -j $jobs, repeat $run differs:"
        diff "$work/reference" "$work/out" | head -n 10
        failed=1
        return
      fi
    done
  done
  echo "ok $name: $n repeats with -j 1, 2, 8; $(wc -c <"$work/reference") bytes"
}
compare "types, errors" "$repeats" "$binary" types -C "$work/m" ./...
compare "check, findings and errors" "$repeats" "$binary" check -C "$work/m" ./...
compare "check, example" "$repeats" "$binary" check -C examples/orders
# wall_ms and peak_rss_kb are measurements; everything else in the document must repeat.
cat >"$work/json.sh" <<'END'
"$@" | sed -E 's/"(wall_ms|peak_rss_kb)": *[0-9.]+/"\1": 0/g'
END
compare "escape, errors" "$repeats" "$binary" escape -C "$work/m" ./...
compare "escape, example" "$repeats" "$binary" escape --why -C examples/orders
compare "types, json" "$repeats" bash "$work/json.sh" "$binary" types -C "$work/m" --format=json ./...
compare "check, json" "$repeats" bash "$work/json.sh" "$binary" check -C "$work/m" --format=json ./...
compare "packages, errors" "$repeats" "$binary" types -C "$work/m" --print=packages ./...
compare "tokens, errors" "$repeats" "$binary" types -C "$work/m" --print=tokens ./...
compare "tree, errors" "$repeats" "$binary" types -C "$work/m" --print=tree ./...
compare "packages of std" 2 "$binary" types -C "$work/m" --print=packages std
compare "tree of net/http" 2 "$binary" types -C "$work/m" --print=tree net/http
compare "std" $((repeats > 5 ? 5 : repeats)) "$binary" types -C "$work/m" --tests=false std
exit $failed
