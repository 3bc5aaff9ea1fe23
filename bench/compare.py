#!/usr/bin/env python3
"""CPU time, wall time and memory of `check --no-cache` of several binaries, in turn: medians.

usage: compare.py RUNS ARGUMENT... -- BINARY...    (the arguments are check's: packages, flags)
"""
import os
import statistics
import subprocess
import sys
import time


def run(binary, arguments):
    start = time.time()
    process = subprocess.Popen([binary, "check", "--no-cache", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, used = os.wait4(process.pid, 0)
    return used.ru_utime + used.ru_stime, time.time() - start, used.ru_maxrss / 1024


def main():
    runs, split = int(sys.argv[1]), sys.argv.index("--")
    arguments, binaries = sys.argv[2:split], sys.argv[split + 1:]
    results = {b: [] for b in binaries}
    for _ in range(runs):
        for b in binaries:
            results[b].append(run(b, arguments))
    for b in binaries:
        cpu, wall, memory = (statistics.median(r[k] for r in results[b]) for k in range(3))
        print(f"{b}: CPU {cpu:.2f} s, wall {wall:.2f} s, {memory:.0f} MiB")


main()
