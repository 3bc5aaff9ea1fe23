#!/usr/bin/env python3
"""Compares `ptrsafe escape` on versions/ with the compilers of all Go versions that are there.

usage: versions.py BINARY

Toolchains are looked for in the module cache, where `GOTOOLCHAIN=go1.25.5 go version` leaves them; nothing is downloaded. A version of which
there is none is named and left out. versions/ has code for each rule that depends on the version (src/escape/rules.h).
Exit status: 1 if a line differs, or if two versions that are there agree on everything.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import messages

PROGRAM = pathlib.Path(__file__).resolve().parent / "versions"
MINORS = range(23, 28)


def toolchains():
    """{minor: go command}: the newest patch of each, the go command of the other scripts before those of the module cache."""
    first = messages.newest_go()
    cache = subprocess.run([first, "env", "GOMODCACHE"], capture_output=True, text=True, check=True).stdout.strip()
    found = {}
    for go in pathlib.Path(cache, "golang.org").glob("toolchain@v0.0.1-go1.*/bin/go"):
        version = re.search(r"-go1\.(\d+)\.(\d+)\.", str(go))
        if version and os.access(go, os.X_OK):
            found.setdefault(int(version[1]), []).append((int(version[2]), str(go)))
    return {**{minor: max(every)[1] for minor, every in found.items()}, messages.minor(first): first}


def main():
    binary = os.path.abspath(sys.argv[1])
    there = toolchains()
    said, good = {}, True
    for minor in MINORS:
        if minor not in there:
            print(f"go1.{minor}: no toolchain here, left out")
            continue
        os.environ["PTRSAFE_GO"] = there[minor]
        with tempfile.TemporaryDirectory() as cache:
            build = [there[minor], "build", "-pgo=off", "-gcflags=-m -l", "."]
            text = subprocess.run(build, cwd=PROGRAM, capture_output=True, text=True, check=True, env=messages.environment(GOCACHE=cache)).stderr
        want = set(messages.parse(text, str(PROGRAM)))
        run = subprocess.run([binary, "escape", "."], cwd=PROGRAM, capture_output=True, text=True, check=True, env=messages.environment())
        got = set(messages.parse(run.stdout, str(PROGRAM)))
        for what, lines in ("missed", want - got), ("extra", got - want):
            for file, line, column, message in sorted(lines):
                print(f"go1.{minor} {what:6} {file}:{line}:{column}: {message}")
        good &= want == got
        same = next((other for other in said if said[other] == want), None)
        if same:
            good = False
            print(f"go1.{minor} says the same as go1.{same}: the program shows too little")
        said[minor] = want
        print(f"go1.{minor}: {len(want)} messages, {len(want ^ got)} differ")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
