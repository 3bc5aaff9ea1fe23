#!/usr/bin/env python3
"""Compares `ptrsafe escape` with the compiler, message by message.

usage: compare.py BINARY [PACKAGE...]            PACKAGE: default std
       compare.py BINARY --corpus NAME[,NAME...] the own packages of programs of tests/corpus (fetch.sh fetches them)
options: --oracle DIR   where the compiler's output and its build cache are kept (default: ~/.cache/ptrsafe-escape-oracle)
         --dir DIR      the directory in which PACKAGEs are named (default: none in particular)
         --each         the compiler's run of each package alone, its dependencies compiled as usual, with the inliner; otherwise all are
                        compiled without it. Few tags differ.
         --list         every differing line      --package   a row for each package that differs, the worst last
         --prepare      only the oracle

With PTRSAFE_GO=GOROOT/bin/go in the environment both sides use that version of Go.

The oracle is `CGO_ENABLED=0 go build -pgo=off -gcflags='-m -l'`. Compared are sets of (package, file, line, column, message), of the five
kinds of messages. Columns from 255 on are unknown, as they are to the compiler. Messages that lie in generic code, and in functions with
range over functions, are counted apart: those are compiled once for each shape, and rewritten to closures.
Exit status: 0 if each kind reaches 99.5 % (generic and range-over-func code: 97 %) in recall and precision.
"""
import argparse
import collections
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

import messages

HERE = pathlib.Path(__file__).resolve().parent
CORPUS = HERE.parent / "corpus"
PLAIN, GENERIC, RANGE = "plain", "generic", "range-over-func"
DUE = {PLAIN: 99.5, GENERIC: 97.0, RANGE: 97.0}


def sections(text, base, alone):
    """{package: messages} of output with `# PACKAGE` headers; what has none belongs to `alone`."""
    out = collections.defaultdict(set)
    package, lines = alone, []
    for line in [*text.splitlines(), "# "]:
        if not line.startswith("# "):
            lines.append(line)
            continue
        if lines:
            out[package].update((f, n, 0 if c >= 255 else c, m) for f, n, c, m in messages.parse("\n".join(lines), base))
        package, lines = line[2:].split(" ")[0], []
    return out


class Oracle:
    """The compiler's messages, computed once: DIR/cache is its build cache, DIR/*.txt are its outputs."""

    def __init__(self, place):
        self.place = pathlib.Path(place)
        self.place.mkdir(parents=True, exist_ok=True)
        self.environment = messages.environment(GOCACHE=str(self.place / "cache"))

    def go(self, base, *arguments, check=True):
        run = subprocess.run([messages.go(), *arguments], cwd=base, capture_output=True, text=True, env=self.environment)
        if check and run.returncode:
            sys.exit(f"go {' '.join(arguments)[:200]}: {run.stderr[-2000:]}")
        return run

    def list(self, base, patterns):
        """The packages that can be built."""
        template = "{{if not .Error}}{{if not .DepsErrors}}{{if .GoFiles}}{{.ImportPath}}{{end}}{{end}}{{end}}"
        return self.go(base, "list", "-e", "-f", template, *patterns, check=False).stdout.split()

    def read(self, base, packages, each):
        version = self.go(base, "env", "GOVERSION").stdout.strip()
        key = hashlib.sha256("\0".join([version, str(base), str(each), *packages]).encode()).hexdigest()[:16]
        file = self.place / f"{key}.txt"
        if not file.exists():
            runs = [self.build(base, [p], "-m -l") for p in packages] if each else [self.build(base, packages, "all=-m -l")]
            file.write_text("".join(runs))
        return sections(file.read_text(), base, "")

    def build(self, base, packages, flags):
        # As `go build`, but nothing is linked.
        return self.go(base, "list", "-e", "-export", "-f", "", "-pgo=off", f"-gcflags={flags}", *packages).stderr


def ours(binary, base, packages):
    """{package: messages}, as the oracle."""
    run = subprocess.run([binary, "escape", "--format=json", *packages], cwd=base, capture_output=True, text=True, env=messages.environment())
    if run.returncode:
        print(f"exit status {run.returncode}: {run.stderr.strip()[-2000:]}")
    out = {}
    for package in json.loads(run.stdout)["packages"]:
        lines = []
        for d in package["decisions"]:
            column = d.get("column", 0)
            where = f"{d['file']}:{d['line']}" + (f":{column}" if column < 255 else "") + ": " if "file" in d else ""
            lines.append(where + d["message"])
        out[package["package"]] = set(messages.parse("\n".join(lines), str(base)))
    return out


def classifier(every):
    """A function that tells the class of a message, from where generic functions and range statements lie in the files of `every` message."""
    files = sorted({m[0] for m in every if m[0].endswith(".go")})
    parser = max(messages.go(), messages.newest_go(), key=messages.minor)
    command = [parser, "run", "./spans"]
    text = subprocess.run(command, cwd=HERE.parents[1] / "tools/gooracle", input="\n".join(files), capture_output=True, text=True, check=True,
                          env={**os.environ, "GOTOOLCHAIN": "local"}).stdout
    # Each loop over a function is a closure to the compiler, and has a message at its `for`.
    loops = {m[:3] for m in every if m[3].startswith("func literal ")}
    spans = collections.defaultdict(list)
    for line in text.splitlines():
        file, kind, *positions = line.split("\t")
        start, end, *loop = [tuple(map(int, p.split(":"))) for p in positions]
        if kind == "generic":
            spans[file].append((start, end, GENERIC))
        elif (file, *loop[0]) in loops:
            spans[file].append((start, end, RANGE))
    for file in spans:
        spans[file].sort(key=lambda s: s[2] != GENERIC)  # a generic function with such a loop is generic

    def of(message):
        file, line, column, text = message
        if not file:
            return RANGE  # only the variables of such loops have no position
        return next((c for start, end, c in spans.get(file, ()) if start <= (line, column) < end or not column and start[0] <= line <= end[0]), PLAIN)
    return of


def percent(part, whole):
    return 100 * part / whole if whole else 100.0


def report(expected, got, options):
    """Prints the tables; whether all is as it is due."""
    class_of = classifier(set().union(*expected.values(), *got.values()))
    if set(got) <= {""}:
        # Who instantiated what is unknown: by directories.
        expected, got = ({d: {m for m in every if os.path.dirname(m[0]) == d} for d in {os.path.dirname(m[0]) for m in every}}
                         for every in (set().union(*expected.values()), got.get("", set())))
    counts = collections.Counter()  # (class, kind, "both"|"missed"|"extra")
    rows = []
    differing = []
    for package in sorted({*expected, *got}):
        want, have = expected.get(package, set()), got.get(package, set())
        for what, found in ("both", want & have), ("missed", want - have), ("extra", have - want):
            for m in found:
                counts[class_of(m), messages.kind_of(m[3]), what] += 1
        differing += [(package, m, "missed") for m in want - have] + [(package, m, "extra") for m in have - want]
        rows.append((len(want - have) + len(have - want), package, len(want), len(want - have), len(have - want)))
    if options.list:
        for package, m, what in sorted(differing):
            file, line, column, text = m
            print(f"{what:7} {package} {file}:{line}:{column}: {text}" + ("" if class_of(m) == PLAIN else f"  [{class_of(m)}]"))
    if options.package:
        print(f"{'package':48} {'due':>6} {'missed':>6} {'extra':>6}")
        for differ, package, due, missed, extra in sorted(rows):
            if differ:
                print(f"{package:48} {due:6} {missed:6} {extra:6}")
    good = True
    print(f"{'class':16} {'kind':16} {'due':>6} {'missed':>6} {'extra':>6} {'recall':>8} {'precision':>9}")
    for name in PLAIN, GENERIC, RANGE:
        for kind in [*messages.KINDS, "all"]:
            both, missed, extra = (sum(n for (c, k, w), n in counts.items() if c == name and w == what and kind in (k, "all")) for what in ("both", "missed", "extra"))
            recall, precision = percent(both, both + missed), percent(both, both + extra)
            good &= min(recall, precision) >= DUE[name]
            print(f"{name:16} {kind:16} {both + missed:6} {missed:6} {extra:6} {recall:7.2f}% {precision:8.2f}%")
    return good


def corpus(oracle, name):
    """The directory of a program, and the own packages of its module that can be built."""
    patterns = re.search(rf"^{re.escape(name)}\t(.*)$", (CORPUS / "packages.txt").read_text(), re.M)
    if not patterns:
        sys.exit(f"no program {name} in tests/corpus/packages.txt")
    return CORPUS / name, oracle.list(CORPUS / name, patterns[1].split())


def main():
    parser = argparse.ArgumentParser(usage=__doc__.replace("%", "%%"), add_help=False)
    parser.add_argument("binary")
    parser.add_argument("packages", nargs="*")
    parser.add_argument("--oracle", default=pathlib.Path.home() / ".cache/ptrsafe-escape-oracle")
    parser.add_argument("--dir")
    parser.add_argument("--corpus")
    for flag in "--each", "--list", "--package", "--prepare":
        parser.add_argument(flag, action="store_true")
    options = parser.parse_intermixed_args()
    binary = str(pathlib.Path(options.binary).resolve())
    oracle = Oracle(pathlib.Path(options.oracle).resolve())
    if options.corpus:
        inputs = {name: corpus(oracle, name) for name in options.corpus.split(",")}
    else:
        base = pathlib.Path(options.dir).resolve() if options.dir else oracle.place
        inputs = {"": (base, oracle.list(base, options.packages or ["std"]))}
    good = True
    for name, (base, packages) in inputs.items():
        expected = {p: m for p, m in oracle.read(base, packages, options.each).items() if p in packages}
        print(f"{name or ' '.join(options.packages or ['std'])}: {len(packages)} packages, {sum(map(len, expected.values()))} messages of the compiler", flush=True)
        if not options.prepare:
            good &= report(expected, ours(binary, base, packages), options)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
