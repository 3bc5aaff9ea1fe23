#!/usr/bin/env python3
"""What some rules add to `check --no-cache`: wall and CPU time with and without them, medians of runs in turn.

usage: cost_of_rules.py [--tests] BINARY FOLDER [--runs N] [--rules RULE,RULE…] [--packages PATTERN…]
(std without tests, 7 runs, the rules on races and lifetime. FOLDER: GOROOT for std, or a module's, with its PATTERNs.)
"""
import argparse
import os
import resource
import statistics
import subprocess
import time

RULES = "concurrent-map-access,guarded-pointer-escape,unsynchronized-swap,mixed-atomic,unsafe-pointer-race,goroutine-leak,unbounded-map,request-retained"


def run(command, folder):
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.time()
    result = subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=600)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if result.returncode not in (0, 1, 3):  # 3: some package has errors, as where an import is not there
        raise SystemExit(f"{' '.join(command)}: status {result.returncode}\n{result.stderr[:600]}")
    return time.time() - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=os.path.abspath)
    parser.add_argument("folder")
    parser.add_argument("--tests", action="store_true")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--rules", default=RULES)
    parser.add_argument("--packages", nargs="+", default=["std"])
    args = parser.parse_args()
    command = [args.binary, "check", "--no-cache", f"--tests={'true' if args.tests else 'false'}"]
    with_them, without = [], []
    for _ in range(args.runs):
        with_them.append(run([*command, *args.packages], args.folder))
        without.append(run([*command, "--disable=" + args.rules, *args.packages], args.folder))
    for k, what in enumerate(("wall", "CPU")):
        a, b = (statistics.median(r[k] for r in list_of) for list_of in (with_them, without))
        print(f"{what}: {a:.2f} s with, {b:.2f} s without: {100 * (a / b - 1):.0f} % more")


main()
