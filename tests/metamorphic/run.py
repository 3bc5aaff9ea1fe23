#!/usr/bin/env python3
"""The labelled cases, rewritten so that they mean the same: the findings must be the same.

usage: run.py BINARY [--cases DIR]... [--part N] [--keep DIR] [--allow N] [TRANSFORM...]

tools/gooracle/metamorph renames everything, moves functions to other files or packages, makes functions or types generic, extracts and
inlines helpers, and changes the form of declarations, conditions, bodies, structs and locks (its main.go has the list); the comments `want` stay on their lines. A case differs if more is missed or false in it than before. --part N: a
stable Nth of the cases, another for each transform. Cases: those of tests/cases, and of DIR.
"""
import argparse
import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import zlib

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "cases"))
from score import labels  # noqa: E402

TRANSFORMS = ["rename", "file", "package", "generic-functions", "generic-types", "extract", "lookup", "inline", "named", "shared",
              "var", "negate", "switch", "closure", "shadow", "embed", "lock"]


def findings(binary, root, rules):
    """{rule/case: {(file, line): confidence}} of all modules below a folder."""
    command = [binary, "check", "--no-cache", "--format=json", "--show=possible", "--rules=" + ",".join(sorted(rules)), "./..."]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=600)
    if run.returncode not in (0, 1):
        sys.exit(f"{root}: exit status {run.returncode}\n{run.stderr[-2000:]}")
    out = collections.defaultdict(dict)
    for f in json.loads(run.stdout)["findings"]:
        rule, case, rest = f["file"].split("/", 2)
        if f["rule"] == rule:
            out[f"{rule}/{case}"][rest, f["line"]] = f["confidence"]
    return out


def faults(root, name, got):
    """What is missed and what is false in one case: two lists of places."""
    want, allowed = labels(root / name, name.split("/")[0])
    strong = {at for at, level in got.items() if level != "possible"}
    return sorted(want - strong), sorted(strong - want)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--cases", action="append", default=[])
    parser.add_argument("--part", type=int, default=1)
    parser.add_argument("--keep")
    parser.add_argument("--allow", type=int, default=0)
    parser.add_argument("transforms", nargs="*")
    args = parser.parse_intermixed_args()
    binary = os.path.realpath(args.binary)
    env = {**os.environ, "GOFLAGS": "", "GOWORK": "off", "GOTOOLCHAIN": "local"}
    bad = 0
    with tempfile.TemporaryDirectory() as temp:
        temp = pathlib.Path(args.keep or temp)
        temp.mkdir(exist_ok=True)
        tool = temp / "metamorph"
        subprocess.run(["go", "build", "-o", tool, "./metamorph"], cwd=HERE.parent.parent / "tools/gooracle", env=env, check=True)
        for source in [HERE.parent / "cases", *map(pathlib.Path, args.cases)]:
            source = source.resolve()
            cases = sorted(p.parent for p in source.glob("*/*/go.mod"))
            rules = {c.parent.name for c in cases}
            # Rules that do not exist yet are refused.
            rules = {r for r in rules if subprocess.run([binary, "check", f"--rules={r}", "./..."], cwd=temp, capture_output=True).returncode != 2}
            cases = [c for c in cases if c.parent.name in rules]
            before = findings(binary, source, rules)
            for transform in args.transforms or TRANSFORMS:
                chosen = [c for c in cases if zlib.crc32(f"{transform} {c.name}".encode()) % args.part == 0]
                to = temp / f"{source.name}-{source.parent.name}" / transform
                to.mkdir(parents=True, exist_ok=True)
                made = subprocess.run([tool, "-out", to, "-by", transform, *chosen], env=env, capture_output=True, text=True)
                if made.returncode:
                    sys.exit(made.stderr)
                if args.keep:
                    print(made.stderr, end="")
                after = findings(binary, to, rules)
                differ = 0
                names = sorted("/".join(p.parent.parts[-2:]) for p in to.glob("*/*/go.mod"))
                for name in names:
                    missed, false = faults(source, name, before[name])
                    now_missed, now_false = faults(to, name, after[name])
                    if len(now_missed) <= len(missed) and len(now_false) <= len(false):
                        continue
                    differ += 1
                    for what, places in (("missed", now_missed), ("false", now_false)):
                        for file, line in places:
                            print(f"{transform}: {what} {name}/{file}:{line}  (before: {len(missed)} missed, {len(false)} false)")
                bad += differ
                print(f"{made.stdout.strip()}; {len(names)} compared, {differ} differ", flush=True)
    print(f"{bad} differ")
    return 1 if bad > args.allow else 0


if __name__ == "__main__":
    sys.exit(main())
