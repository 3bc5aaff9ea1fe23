#!/usr/bin/env bash
# Installs the packages of the system that the build needs and that are missing; quick if none is.
# With --tests, what the tests need as well (Go among them, if none is found).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
packages=(cmake ninja-build g++ ccache python3 libabsl-dev libfmt-dev libcli11-dev nlohmann-json3-dev libtomlplusplus-dev libgmp-dev libmpfr-dev libre2-dev libutf8proc-dev libxxhash-dev libmimalloc-dev)
# The browser, npm and a font are for the tests of formats and of the HTML report; shells, mandoc and groff for those of completions and the
# manual page; the Python packages for the site and the files for CI.
[ "${1-}" != --tests ] || packages+=(libgtest-dev libxml2-utils patch chromium npm fonts-dejavu-core zsh fish mandoc groff-base python3-yaml python3-markdown-it python3-venv)
. ./find-go.sh
[ -n "$GO" ] || packages+=(golang-go)
missing=()
for package in "${packages[@]}"; do
  # A tool that is on the path need not come from its package.
  case $package in
    cmake | ccache | python3 | npm | chromium | zsh | fish | mandoc) command -v "$package" >/dev/null && continue ;;
    ninja-build) command -v ninja >/dev/null && continue ;;
    g++) command -v g++ >/dev/null && continue ;;
  esac
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
# What the tests of the formats and of the files for CI validate with; without it they say what they skip.
validators() {
  [ "${1-}" = --tests ] || return 0
  [ -d ../tests/formats/node_modules ] || npm ci --prefix ../tests/formats --silent --no-audit --no-fund ||
    echo "npm ci failed in tests/formats: SARIF will not be validated" >&2
  local venv=../tests/docs/venv wanted=../tests/docs/requirements.txt
  cmp -s $wanted $venv/requirements.txt || { python3 -m venv $venv && $venv/bin/pip install -q -r $wanted && cp $wanted $venv/; } ||
    echo "pip failed in tests/docs: the files for CI will not be held against schemas" >&2
}
[ ${#missing[@]} -gt 0 ] || { validators "$@"; exit 0; }
if [ "$(id -u)" = 0 ]; then
  sudo=
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
  sudo=sudo
else
  echo "missing packages; as root: apt-get update && apt-get install -y ${missing[*]}" >&2
  exit 2
fi
echo "installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq
$sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
validators "$@"
