#!/usr/bin/env python3
"""What some rules add to `check --no-cache --tests=false std`: wall and CPU time with and without them, medians of runs in turn.

usage: cost_of_rules.py BINARY GOROOT [RUNS [RULE,RULE…]]    (7 runs; the rules on races and lifetime)
"""
import os
import resource
import statistics
import subprocess
import sys
import time

RULES = "concurrent-map-access,guarded-pointer-escape,unsynchronized-swap,mixed-atomic,unsafe-pointer-race,goroutine-leak,unbounded-map,request-retained"


def run(binary, goroot, more):
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.time()
    subprocess.run([binary, "check", "--no-cache", "--tests=false", *more, "std"], capture_output=True, cwd=os.path.join(goroot, "src"), timeout=600)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.time() - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    binary, goroot = os.path.abspath(sys.argv[1]), sys.argv[2]
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 7
    rules = sys.argv[4] if len(sys.argv) > 4 else RULES
    with_them, without = [], []
    for _ in range(runs):
        with_them.append(run(binary, goroot, []))
        without.append(run(binary, goroot, ["--disable=" + rules]))
    for k, what in enumerate(("wall", "CPU")):
        a, b = (statistics.median(r[k] for r in list_of) for list_of in (with_them, without))
        print(f"{what}: {a:.2f} s with, {b:.2f} s without: {100 * (a / b - 1):.0f} % more")


main()
