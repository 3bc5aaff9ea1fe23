#!/usr/bin/env python3
"""What x/tools' nilness, copylock, loopclosure and unsafeptr find in the corpus programs, beside what ptrsafe finds.

usage: compare_vet.py BINARY [NAME...]      needs `fetch.sh`, and the go command (minutes for a program)

Prints each diagnostic with `found` if ptrsafe has a finding of any confidence on that line, else `not found`, to be read by hand:
most lie outside of our rules (a nil that came out of no map, a lock copied elsewhere). docs/precision.md has the judgements.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
# One program for all four: unlike `go vet`, it passes over packages whose tests' imports are not there.
MAIN = """package main

import (
	"golang.org/x/tools/go/analysis/multichecker"
	"golang.org/x/tools/go/analysis/passes/copylock"
	"golang.org/x/tools/go/analysis/passes/loopclosure"
	"golang.org/x/tools/go/analysis/passes/nilness"
	"golang.org/x/tools/go/analysis/passes/unsafeptr"
)

func main() {
	multichecker.Main(copylock.Analyzer, loopclosure.Analyzer, nilness.Analyzer, unsafeptr.Analyzer)
}
"""


def programs():
    for line in (HERE / "packages.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            fields = line.split("\t")
            yield fields[0], fields[1].split()


def own_packages(folder, patterns):
    form = "{{if not .Error}}{{if not .DepsErrors}}{{.ImportPath}}{{end}}{{end}}"
    run = subprocess.run(["go", "list", "-e", "-f", form, *patterns], cwd=folder, capture_output=True, text=True)
    return run.stdout.split()


def build_checker(folder):
    for name in ("go.mod", "go.sum"):
        shutil.copy(HERE / "xtools" / name, folder)
    (folder / "main.go").write_text(MAIN)
    subprocess.run(["go", "build", "-o", "checker", "."], env={**os.environ, "GOFLAGS": "-mod=mod", "GOWORK": "off"}, cwd=folder, check=True)
    return folder / "checker"


def diagnostics(checker, folder, packages):
    """(file, line, message) of each, once: packages are also checked with their tests."""
    run = subprocess.run([checker, "-json", *packages], cwd=folder, capture_output=True, text=True)
    out = set()
    for analyzers in json.loads(run.stdout).values():
        for found in analyzers.values():
            if isinstance(found, list):  # else an error
                for d in found:
                    path, line, _ = d["posn"].rsplit(":", 2)
                    out.add((str((folder / path).resolve()), int(line), d["message"]))
    return sorted(out)


def findings(binary, folder, packages):
    command = [binary, "check", "--format=json", "--rules=all", "--show=possible", "--no-cache", ".", *packages]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    found = {}
    for f in json.loads(run.stdout)["findings"]:
        found.setdefault((str((folder / f["file"]).resolve()), f["line"]), []).append(f'{f["rule"]} {f["confidence"]}')
    return found


def main(argv):
    if not argv:
        sys.exit(__doc__)
    binary, names = os.path.abspath(argv[0]), argv[1:]
    os.environ["GOFLAGS"] = "-mod=readonly"
    with tempfile.TemporaryDirectory() as temp:
        checker = build_checker(pathlib.Path(temp))
        for name, patterns in programs():
            folder = HERE / name
            if (names and name not in names) or not folder.is_dir():
                continue
            packages = own_packages(folder, patterns)
            ours = findings(binary, folder, packages)
            told = diagnostics(checker, folder, packages)
            for path, line, message in told:
                mine = ours.get((path, line))
                print(f"{name}: {'found' if mine else 'not found'}: {path}:{line}: {message}{'  [' + ', '.join(mine) + ']' if mine else ''}", flush=True)
            print(f"{name}: {len(told)} diagnostics", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
