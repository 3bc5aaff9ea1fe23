#!/usr/bin/env python3
"""Times `ptrsafe escape` beside the compiler.

usage: speed.py BINARY [--rounds N] [--cold PACKAGES] [--warm NAME,...]

Cold: PACKAGES (default std), an empty build cache, `go build -gcflags=-m`; ours without its cache. Due: 20 times faster.
Warm: a package of which one file is edited, all else is in the caches: the root packages of the modules of programs of tests/corpus
(default cobra,gorm,zap; copies, so that there is something to edit). Due: 3 times faster.
The best of N rounds on each side (default 3; the cold build, which takes minutes, runs once). Exit status: 0 if both are reached.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

import messages

HERE = pathlib.Path(__file__).resolve().parent
CORPUS = HERE.parent / "corpus"
BUILD = ["build", "-pgo=off", "-gcflags=-m", "-o", os.devnull]


def timed(command, base, environment):
    start = time.monotonic()
    run = subprocess.run(command, cwd=base, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment)
    seconds = time.monotonic() - start
    if run.returncode:
        sys.exit(f"{' '.join(command)}: exit status {run.returncode}: {run.stderr[-1000:]}")
    return seconds


def row(what, compiler, own, due):
    print(f"{what:24} {compiler:9.2f} s {own:9.3f} s {compiler / own:7.1f} times (due: {due})", flush=True)
    return compiler / own >= due


def cold(binary, packages, rounds):
    with tempfile.TemporaryDirectory() as place:
        own = min(timed([binary, "escape", "--no-cache", *packages], place, messages.environment()) for _ in range(rounds))
        compiler = timed([messages.go(), *BUILD, *packages], place, messages.environment(GOCACHE=f"{place}/cache"))
    return row(f"cold {' '.join(packages)}", compiler, own, 20)


def copy_of_module(name, place):
    """A copy of the module of a program of the corpus, that can be edited."""
    patterns = re.search(rf"^{re.escape(name)}\t(\S+)", (CORPUS / "packages.txt").read_text(), re.M)
    module = patterns[1].removesuffix("/...")
    directory = subprocess.run([messages.go(), "list", "-m", "-f", "{{.Dir}}", module], cwd=CORPUS / name, capture_output=True, text=True, check=True,
                               env=messages.environment()).stdout.strip()
    shutil.copytree(directory, place / name, copy_function=shutil.copyfile)
    for at, _, _ in os.walk(place / name):
        os.chmod(at, 0o755)
    return place / name


def warm(binary, name, rounds):
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        module = copy_of_module(name, place)
        edited = next(f for f in sorted(module.glob("*.go")) if not f.name.endswith("_test.go"))
        text = edited.read_text()
        ours, compiler = [], []
        # The first round fills the caches.
        for number in range(rounds + 1):
            edited.write_text(f"{text}\n// {number}\n")
            ours.append(timed([binary, "escape", "."], module, messages.environment(PTRSAFE_CACHE=str(place / "ours"))))
            compiler.append(timed([messages.go(), *BUILD, "."], module, messages.environment(GOCACHE=str(place / "cache"))))
    return row(f"edited {name}", min(compiler[1:]), min(ours[1:]), 3)


def main():
    parser = argparse.ArgumentParser(usage=__doc__, add_help=False)
    parser.add_argument("binary")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cold", default="std")
    parser.add_argument("--warm", default="cobra,gorm,zap")
    options = parser.parse_args()
    binary = str(pathlib.Path(options.binary).resolve())
    print(f"{'':24} {'compiler':>11} {'ours':>11}")
    good = [warm(binary, name, options.rounds) for name in options.warm.split(",")]
    good.append(cold(binary, options.cold.split(), options.rounds))
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
