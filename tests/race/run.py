#!/usr/bin/env python3
"""Go's own labelled tests of its race detector, GOROOT/src/runtime/race/testdata, by the engine in src/concurrency.

usage: run.py BINARY [--goroot DIR] [--keep]

A function TestRace… has a race, a function TestNoRace… has none. Each file becomes a package of its own in a scratch module, its test
functions those of a library; `types --print=races` tells the functions with a race in any variable. Prints the score by file. With --keep, no file's may be worse than in score.txt beside this.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--goroot")
    parser.add_argument("--keep", action="store_true")
    args = parser.parse_args()
    binary = os.path.realpath(args.binary)
    goroot = args.goroot or subprocess.run(["go", "env", "GOROOT"], capture_output=True, text=True, check=True).stdout.strip()
    if not pathlib.Path(goroot, "src/runtime/race/testdata").is_dir():
        print("skipped: GOROOT has no src/runtime/race/testdata")
        return 0
    kept = {}
    for line in (pathlib.Path(__file__).parent / "score.txt").read_text().splitlines():
        if m := re.match(r"(\w+) +(\d+) of +\d+ +(\d+) of", line):
            kept[m[1]] = int(m[2]), int(m[3])
    worse = []
    total = [0, 0, 0, 0]
    print(f"{'file':<14} races found   false alarms")
    for path in sorted(pathlib.Path(goroot, "src/runtime/race/testdata").glob("*_test.go")):
        text = path.read_text()
        racy = set(re.findall(r"^func (TestRace\w*)\(", text, re.M))
        clean = set(re.findall(r"^func (TestNoRace\w*)\(", text, re.M))
        if not racy and not clean:
            continue
        with tempfile.TemporaryDirectory() as temp:
            pathlib.Path(temp, "go.mod").write_text("module example.com/race\n\ngo 1.26\n")
            pathlib.Path(temp, "race.go").write_text(re.sub(r"^package \w+", "package race", text, count=1, flags=re.M))
            run = subprocess.run([binary, "types", "--print=races", "."], cwd=temp, capture_output=True, text=True, timeout=120)
        found = {line.split()[-1] for line in run.stdout.splitlines() if line.strip()}
        score = [len(racy & found), len(racy), len(clean & found), len(clean)]
        total = [a + b for a, b in zip(total, score)]
        found_before, false_before = kept.get(path.name[:-8], (0, 0))
        if score[0] < found_before or score[2] > false_before:
            worse.append(path.name)
        print(f"{path.name[:-8]:<14} {score[0]:3} of {score[1]:3}    {score[2]:3} of {score[3]:3}")
    print(f"{'all':<14} {total[0]:3} of {total[1]:3}    {total[2]:3} of {total[3]:3}   "
          f"{100 * total[0] / total[1]:.1f} % of the races, {100 * total[2] / total[3]:.1f} % false alarms")
    if args.keep and worse:
        print("worse than score.txt:", *worse)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
