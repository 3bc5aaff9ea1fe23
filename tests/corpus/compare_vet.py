#!/usr/bin/env python3
"""What x/tools' nilness, copylock, loopclosure and unsafeptr find in the corpus programs, beside what ptrsafe finds.

usage: compare_vet.py BINARY [NAME...]      needs `fetch.sh`, and the go command; builds what it checks (minutes for a program)

Prints each diagnostic with `found` if ptrsafe has a finding of any confidence on that line, else `not found`, to be read by hand:
most lie outside of our rules (a nil that came out of no map, a lock copied elsewhere). docs/precision.md has the judgements.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
NILNESS = "golang.org/x/tools/go/analysis/passes/nilness/cmd/nilness@v0.52.0"
LINE = re.compile(r"^(.+\.go):(\d+):\d+: (.*)$")


def programs():
    for line in (HERE / "packages.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            fields = line.split("\t")
            yield fields[0], fields[1].split()


def own_packages(folder, patterns):
    form = "{{if not .Error}}{{if not .DepsErrors}}{{.ImportPath}}{{end}}{{end}}"
    run = subprocess.run(["go", "list", "-e", "-f", form, *patterns], cwd=folder, capture_output=True, text=True)
    return run.stdout.split()


def diagnostics(command, folder):
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    for line in run.stderr.splitlines():
        if match := LINE.match(line):
            path = (folder / match[1]).resolve()
            yield str(path), int(match[2]), match[3]


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
    tools = tempfile.mkdtemp(prefix="ptrsafe-vet-")
    subprocess.run(["go", "install", NILNESS], env={**os.environ, "GOBIN": tools, "GOFLAGS": "-mod=mod"}, cwd=tools, check=True)
    os.environ["GOFLAGS"] = "-mod=readonly"
    for name, patterns in programs():
        folder = HERE / name
        if (names and name not in names) or not folder.is_dir():
            continue
        packages = own_packages(folder, patterns)
        ours = findings(binary, folder, packages)
        seen = set()
        for command in (["go", "vet", "-copylocks", "-loopclosure", "-unsafeptr", *packages], [tools + "/nilness", *packages]):
            for path, line, message in diagnostics(command, folder):
                if (path, line, message) in seen:
                    continue
                seen.add((path, line, message))
                mine = ours.get((path, line))
                print(f"{name}: {'found' if mine else 'not found'}: {path}:{line}: {message}{'  [' + ', '.join(mine) + ']' if mine else ''}", flush=True)
        print(f"{name}: {len(seen)} diagnostics", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
