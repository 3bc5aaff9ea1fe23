#!/usr/bin/env python3
"""Compares how we lay types out with the compiler: sizes, alignments, offsets, pointer masks.

usage: sizes.py BINARY [PACKAGE...]     (default: std)
       --arch A,B    (default: amd64,arm64,386)

Ours is `ptrsafe types --print=layouts`: every type that a package declares, without generic ones. The compiler is asked twice in one
build: each package gets a file (by -overlay) that compiles only if unsafe.Sizeof, Alignof and Offsetof are what we say, and the type
symbols that it emits (-S) tell size, alignment and the mask of pointers. Exit status: 0 if nothing differs.
"""
import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse

import messages

SYMBOL = re.compile(r"^type:([^*.\[ ]\S*) SRODATA\b")
DATA = re.compile(r"^\t0x([0-9a-f]+)((?: [0-9a-f]{2})+)")
MASK = re.compile(r"^\trel \d+\+\d+ t=R_ADDR (?:runtime\.gcbits\.([0-9a-f]*)|type:\.gcmask\..*)\+0$")
# The files with assertions are named for their packages, and errors name what is laid over.
ERROR = re.compile(r"^\S*?([^/\s]+)\.zz\.go:\d+:\d+: (.*)")
Layout = collections.namedtuple("Layout", "size align pointers mask fields")


def ours(binary, packages, environment, place):
    """{package: {type: layout}}"""
    run = subprocess.run([binary, "types", "--print=layouts", "--tests=false", *packages], capture_output=True, text=True, env=environment, cwd=place)
    if run.returncode:
        sys.exit(f"exit status {run.returncode}: {run.stderr[-2000:]}")
    out = collections.defaultdict(dict)
    for line in run.stdout.splitlines():
        name, size, align, pointers, *fields = line.split(" ")
        package, _, name = name.rpartition(".")
        pointers, _, mask = pointers.partition(":")
        out[package][name] = Layout(int(size), int(align), int(pointers), mask, dict((k, int(v)) for k, v in (f.split("=") for f in fields)))
    return out


def assertions(package, types):
    """A file of the package, with an assertion on each line: the negation of an unsigned constant is one only if it is zero."""
    lines = [f"package {package}", "", 'import zz "unsafe"', ""]
    for name, t in types.items():
        value = f"*(*{name})(nil)"
        lines.append(f"const _ = -(zz.Sizeof({value}) ^ {t.size})")
        lines.append(f"const _ = -(zz.Alignof({value}) ^ {t.align})")
        lines += [f"const _ = -(zz.Offsetof(({value}).{field}) ^ {offset})" for field, offset in t.fields.items()]
    return lines


class Emitted:
    """Reads the type symbols of `go build -gcflags=-S`, as they come: {PACKAGE.TYPE: layout without fields}."""

    def __init__(self, word):
        self.word = word
        self.found = {}
        self.errors = []
        self.name, self.bytes, self.mask = None, b"", None

    def line(self, line):
        if line.startswith("type:") or not line.startswith("\t"):
            self.end()
            if match := SYMBOL.match(line):
                self.name, self.bytes, self.mask = urllib.parse.unquote(match[1]), b"", None
            elif match := ERROR.match(line):
                self.errors.append((match[1].replace("@", "/"), match[2]))
        elif self.name:
            if match := DATA.match(line):
                self.bytes += bytes.fromhex(match[2])
            elif match := MASK.match(line):
                self.mask = "large" if match[1] is None else match[1]

    def end(self):
        if self.name:
            number = lambda at: int.from_bytes(self.bytes[at * self.word:(at + 1) * self.word], "little")
            self.found[self.name] = Layout(number(0), self.bytes[2 * self.word + 5], number(1), self.mask, None)
        self.name = None


def same_mask(a, b):
    """Equal but for padding."""
    return a == b or "large" not in (a, b) and a is not None and b is not None and a.rstrip("0") == b.rstrip("0")


def compare(binary, packages, arch, place):
    environment = messages.environment(GOARCH=arch, GOCACHE=str(place / "cache"))
    own = ours(binary, packages, environment, place)
    listed = subprocess.run([messages.go(), "list", "-f", "{{.ImportPath}} {{.Name}} {{.Dir}}", *packages], capture_output=True, text=True, check=True, env=environment, cwd=place)
    replace, texts = {}, {}
    for path, name, directory in (line.split(" ", 2) for line in listed.stdout.splitlines()):
        if path in own:
            texts[path] = assertions(name, own[path])
            file = place / (path.replace("/", "@") + ".zz.go")
            file.write_text("\n".join(texts[path]) + "\n")
            replace[f"{directory}/zz_ptrsafe_sizes.go"] = str(file)
    (place / "overlay.json").write_text(json.dumps({"Replace": replace}))
    emitted = Emitted(4 if arch == "386" else 8)
    build = [messages.go(), "list", "-export", "-f", "", f"-overlay={place}/overlay.json", "-gcflags=-S -e", *texts]
    with subprocess.Popen(build, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment, cwd=place, errors="replace") as run:
        for line in run.stderr:
            emitted.line(line.rstrip("\n"))
    emitted.end()

    differ, checked = [], 0
    for package, message in emitted.errors:
        differ.append(f"{arch}: {package}: {message}")
    failed = {package for package, _ in emitted.errors}  # has no symbols
    for package, types in own.items():
        for name, t in types.items():
            symbol = emitted.found.get(f"{package}.{name}")
            if symbol is None and package in failed:
                continue
            if symbol is None:
                differ.append(f"{arch}: {package}.{name}: no symbol")
                continue
            checked += 1
            if t[:3] != symbol[:3] or not same_mask(t.mask, symbol.mask):
                differ.append(f"{arch}: {package}.{name}: ours {' '.join(map(str, t[:4]))}, the compiler's {' '.join(map(str, symbol[:4]))}")
    count = sum(len(t) - 4 for t in texts.values())
    print("\n".join(differ), end="\n" if differ else "")
    print(f"{arch}: {len(texts)} packages, {sum(map(len, own.values()))} types, {count} assertions, {checked} symbols, {len(differ)} differ", flush=True)
    return not differ


def main():
    parser = argparse.ArgumentParser(usage=__doc__.replace("%", "%%"), add_help=False)
    parser.add_argument("binary")
    parser.add_argument("packages", nargs="*", default=["std"])
    parser.add_argument("--arch", default="amd64,arm64,386")
    options = parser.parse_intermixed_args()
    binary = str(pathlib.Path(options.binary).resolve())
    good = True
    for arch in options.arch.split(","):
        with tempfile.TemporaryDirectory() as place:
            good &= compare(binary, options.packages or ["std"], arch, pathlib.Path(place))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
