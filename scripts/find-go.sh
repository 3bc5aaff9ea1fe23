# Sets GO to a go command of at least Go 1.26, and GOROOT_FOUND to its tree: `go` on the path, $GOROOT, the
# usual places. Sourced by other scripts; GO is empty if there is none.
GO=
GOROOT_FOUND=
for candidate in "$(command -v go || true)" "${GOROOT:+$GOROOT/bin/go}" /usr/local/go/bin/go "${HOME-}/go/bin/go" "${HOME-}/sdk"/go1.*/bin/go /usr/lib/go-1.*/bin/go; do
  [ -n "$candidate" ] && [ -x "$candidate" ] || continue
  version=$("$candidate" env GOVERSION 2>/dev/null) || continue
  minor=${version#go1.}
  minor=${minor%%[^0-9]*}
  [ -n "$minor" ] || continue
  if [ -z "$GO" ] || [ "$minor" -gt "$GO_MINOR" ]; then
    GO=$candidate
    GO_MINOR=$minor
    GOROOT_FOUND=$("$candidate" env GOROOT)
    # The first that is new enough for all that the tests do.
    [ "$minor" -lt 26 ] || break
  fi
done
