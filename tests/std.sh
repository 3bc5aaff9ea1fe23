#!/usr/bin/env bash
# std and cmd with their tests, CGO_ENABLED 0 and 1, of each Go tree that is here: no errors.
# usage: std.sh BINARY [GOROOT...]
set -uo pipefail
export PTRSAFE_CACHE=off  # every run does its work
binary=$(realpath "$1")
shift
cd "$(dirname "${BASH_SOURCE[0]}")"
. ../scripts/find-go.sh
if [ $# -gt 0 ]; then
  roots=("$@")
else
  roots=(${GOROOT_FOUND:+"$GOROOT_FOUND"})
  # The newest release whose rules we know; the go command downloads it if it may and can.
  [ -z "$GO" ] || newer=$(cd / && GOTOOLCHAIN=go1.27.3 "$GO" env GOROOT 2>/dev/null) || true
  if [ -n "$GO" ]; then
    [ -d "${newer-}/src" ] && [ "$newer" != "$GOROOT_FOUND" ] && roots+=("$newer")
  fi
fi
[ ${#roots[@]} -gt 0 ] || { echo "skipped: no Go tree found"; exit 0; }
failed=0
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
for root in "${roots[@]}"; do
  for cgo in 0 1; do
    if CGO_ENABLED=$cgo GOFLAGS= GOTOOLCHAIN=local GOROOT=$root "$binary" types -C "$logs" --goroot "$root" --max-errors 3 --stats std cmd >"$logs/out" 2>"$logs/err"; then
      echo "ok $(head -n 1 "$root/VERSION") CGO_ENABLED=$cgo: $(grep -o 'packages.*' "$logs/err" | head -n 1); $(grep -o 'wall.*' "$logs/err" | head -n 1)"
    else
      echo "FAILED $(head -n 1 "$root/VERSION") CGO_ENABLED=$cgo: exit $?, $(wc -l <"$logs/out") lines of errors"
      cat "$logs/out" "$logs/err" | head -n 20
      failed=1
    fi
  done
done
exit $failed
