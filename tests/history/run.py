#!/usr/bin/env python3
"""Known bugs of the corpus' history: are they found in the version that had them, and gone in the version that mended them?

usage: run.py BINARY [--dir DIR] [--only TEXT] [--verbose]

bugs.tsv has a line for each bug: module, version with it, version without it, the packages that are checked (relative to the module),
the rule, the file and the function of the finding, and the report or change that speaks of it. Versions come from the Go proxy, each
into a scratch module below DIR (kept, so that a second run fetches nothing).
"""
import argparse
import csv
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
LEVELS = ["proven", "likely", "possible"]
COLUMNS = ["module", "bad", "good", "packages", "rule", "file", "function", "reference"]


def bugs():
    with open(HERE / "bugs.tsv", newline="") as file:
        lines = [line for line in file if line.strip() and not line.startswith("#")]
    return list(csv.DictReader(lines, fieldnames=COLUMNS, delimiter="\t", quoting=csv.QUOTE_NONE))


def go(folder, *words):
    env = dict(os.environ, GOFLAGS="-mod=mod", GOWORK="off")
    return subprocess.run(["go", *words], cwd=folder, capture_output=True, text=True, env=env)


def fetch(root, module, version, patterns):
    """A module that requires just this version; None if the packages cannot be had."""
    folder = root / re.sub(r"[^\w.@-]", "_", f"{module}@{version}-{' '.join(patterns)}")
    if (folder / "ready").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "go.mod").write_text(f"module example.com/history\n\ngo 1.24\n\nrequire {module} {version}\n")
    (folder / "main.go").write_text("package main\n\nfunc main() {}\n")
    run = go(folder, "list", "-deps", "-f", "{{.ImportPath}}", *patterns)
    if run.returncode != 0:
        print(f"  cannot fetch {module}@{version}: {run.stderr.strip()[:400]}")
        return None
    (folder / "ready").touch()
    return folder


def function_at(path, line):
    """The name of the declared function around a line: T.M of a method."""
    name = "-"
    for number, text in enumerate(pathlib.Path(path).read_text(errors="replace").splitlines(), 1):
        if number > line:
            break
        match = re.match(r"func\s+(?:\(\s*(?:\w+\s+)?\*?(\w+)[^)]*\)\s*)?(\w+)", text)
        if match:
            name = ".".join(part for part in match.groups() if part)
    return name


def level(binary, folder, bug, patterns, verbose):
    """The best level of a finding of the rule in the function; '-' for none, '?' where the check failed."""
    run = subprocess.run([binary, "check", "--no-cache", "--format=json", "--show=possible", "--tests=false", f"--rules={bug['rule']}",
                          *patterns], cwd=folder, capture_output=True, text=True)
    try:
        findings = json.loads(run.stdout)["findings"]
    except ValueError:
        print(run.stderr[:400])
        return "?"
    found = set()
    for finding in findings:
        path = finding["file"]
        name = function_at(path if os.path.isabs(path) else folder / path, finding["line"])
        here = path.endswith(bug["file"]) and name in bug["function"].split(",")
        if here:
            found.add(finding["confidence"])
        if verbose:
            print(f"    {'*' if here else ' '} {finding['confidence']:<8} {os.path.basename(path)}:{finding['line']} {name}: {finding['message']}")
    return next((one for one in LEVELS if one in found), "-")


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--dir", default=os.path.join(tempfile.gettempdir(), "ptrsafe-history"))
    parser.add_argument("--only", default="")
    parser.add_argument("--verbose", action="store_true")
    args = parser.parse_args()
    binary = os.path.realpath(args.binary)
    root = pathlib.Path(args.dir)
    good = total = 0
    for bug in bugs():
        if args.only not in "\t".join(bug.values()):
            continue
        levels = []
        for version in (bug["bad"], bug["good"]):
            patterns = [os.path.normpath(f"{bug['module']}/{one}") for one in bug["packages"].split()]
            folder = fetch(root, bug["module"], version, patterns)
            levels.append(level(binary, folder, bug, patterns, args.verbose) if folder else "?")
        total += 1
        ok = levels[0] in ("proven", "likely") and levels[1] not in ("proven", "likely", "?")
        good += ok
        print(f"{'ok  ' if ok else 'miss'} {bug['module']}@{bug['bad']}: {levels[0]}, {bug['good']}: {levels[1]}  "
              f"{bug['rule']} {bug['function']}", flush=True)
    print(f"{good} of {total} found at likely or above where they were, and gone where they were mended")


if __name__ == "__main__":
    sys.exit(main())
