#!/usr/bin/env python3
"""Recall of loop-var-address by fault injection: takes the lines `v := v` below a `for` out of copies of modules.

usage: inject_loopvar.py BINARY [MODULE@VERSION...]   modules of the module cache, below go1.22

Prints for each module the lines taken out and those that become findings, then each line that does not: a miss, or a use
of the variable that ends with its iteration.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

MODULES = ["go.mongodb.org/mongo-driver/v2@v2.5.0", "github.com/getsentry/sentry-go@v0.27.0",
           "github.com/klauspost/compress@v1.17.11", "go.uber.org/zap@v1.27.1", "github.com/distribution/reference@v0.6.0",
           "github.com/hashicorp/go-bexpr@v0.1.10", "github.com/spf13/cast@v1.10.0", "github.com/pelletier/go-toml/v2@v2.2.4"]
COPY = re.compile(r"^\s+(\w+) := \1(\s*//.*)?$")
REACH = 60  # lines from the copy to the use


def findings(binary, where):
    run = subprocess.run([binary, "check", "--rules=loop-var-address", "--format=json", "--show=possible", "./..."], cwd=where,
                         capture_output=True, text=True)
    return {(f["file"], f["line"]) for f in json.loads(run.stdout)["findings"]}


def take_out(root):
    """Comments the copies out; their places."""
    cut = []
    for path in sorted(root.rglob("*.go")):
        lines = path.read_text(errors="replace").split("\n")
        for i, line in enumerate(lines):
            match = COPY.match(line)
            if match and any(re.search(rf"\bfor\b.*\b{match[1]}\b", above) for above in lines[max(0, i - 4):i]):
                lines[i] = "//" + line
                cut.append((path.relative_to(root).as_posix(), i + 1))
        path.write_text("\n".join(lines))
    return cut


def main(binary, modules):
    cache = pathlib.Path(subprocess.run(["go", "env", "GOMODCACHE"], capture_output=True, text=True).stdout.strip())
    binary = str(pathlib.Path(binary).resolve())
    total = hits = 0
    for name in modules or MODULES:
        with tempfile.TemporaryDirectory() as temp:
            root = pathlib.Path(temp) / "module"
            shutil.copytree(cache / name, root)
            subprocess.run(["chmod", "-R", "u+w", root], check=True)
            before = findings(binary, root)
            cut = take_out(root)
            new = findings(binary, root) - before
            missing = [(f, n) for f, n in cut if not any(f == g and n <= m <= n + REACH for g, m in new)]
        total += len(cut)
        hits += len(cut) - len(missing)
        print(f"{name}: {len(before)} findings before, {len(cut)} copies taken out, {len(cut) - len(missing)} found")
        for f, n in missing:
            print(f"    {f}:{n}")
    print(f"{hits} of {total}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
