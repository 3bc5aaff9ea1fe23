#!/usr/bin/env python3
"""Recall of the rules on races and lifetimes by fault injection: locks, atomics, deletes, closes and stop cases are taken out of real code.

usage: inject.py BINARY [-n NUMBER] [--library] [--misses FILE] [--run] [--keep FOLDER] [NAME...]
(tests/corpus/fetch.sh first; default: 300 of all programs and std; a FOLDER that is there already has the mutants, and what their tests showed)

Each mutant is one changed file (tools/gooracle/inject -faults race; go/types accepts each), given to `check` as an overlay, with
the corpus program, or (--library) with the packages of the module that can be imported: an open program, whose exported functions anyone may
call. It counts as found if a rule that it is for (for a lock: any of the rules on races) has a finding which it did not have, in the changed function (in the
changed package, where a goroutine does not end or a map is not emptied any more).

That the fault is one (of a program, only what it runs; hence --library): a lock is taken away from an access only if another function of the package accesses the same variable of the
same kind of object under the same mutex, one of the two a write, and if the function takes no other mutex and has not made the object; an atomic
operation likewise. A close or delete is the only one of a variable that nothing hands on, a stop case the only exit of an endless loop in a goroutine which is started
from code that can run again. Where the unchanged code has such a finding in the same place already, the mutant does not count. With --run, the tests
of the changed packages are run with -race, with and without the mutants.
"""
import argparse
import collections
import json
import os
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "corpus"))
from mutants import HERE, build_tool, confirm, look, make, table, write_misses  # noqa: E402

RULES = "concurrent-map-access,guarded-pointer-escape,unsynchronized-swap,mixed-atomic,goroutine-leak,unbounded-map"
NO_RACES = ("goroutine-leak", "unbounded-map")
FAULT = re.compile(r"WARNING: DATA RACE|concurrent map")
WHAT = {"lock-map": "a lock around a map", "unlock-map": "an unlock moved above an access to a map", "rlock": "Lock made RLock around a write to a map",
        "lock-swap": "a lock around a variable that is replaced", "unlock-swap": "an unlock moved above such a variable",
        "unlock-escape": "an unlock moved above a use of what a map holds", "atomic": "an atomic operation made plain", "close": "a close",
        "stop-case": "the case that stops a goroutine", "delete-only": "the only delete of a global map"}


def sample(mutants, number):
    """As many of each kind, and of each program in a kind, as far as there are any; a function has one mutant of a kind."""
    queues, seen = collections.defaultdict(lambda: collections.defaultdict(list)), set()
    for m in mutants:
        function = m["kind"], m["file"], m["func"]
        if function not in seen:
            seen.add(function)
            queues[m["kind"]][m["name"]].append(m)
    out, turn = [], 0
    while len(out) < number and any(q for kind in queues.values() for q in kind.values()):
        for _, kind in sorted(queues.items()):
            names = sorted(name for name, q in kind.items() if q)
            if names:
                out.append(kind[names[turn % len(names)]].pop(0))
        turn += 1
    return out[:number]


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("binary")
    parser.add_argument("-n", type=int, default=300)
    parser.add_argument("-j", type=int, default=2)
    parser.add_argument("--misses")
    parser.add_argument("--library", action="store_true")
    parser.add_argument("--run", action="store_true")
    parser.add_argument("--keep", help="a folder that is left behind with all mutants")
    parser.add_argument("names", nargs="*")
    args = parser.parse_intermixed_args()
    binary = os.path.realpath(args.binary)
    names = args.names or [line.split("\t")[0] for line in (HERE / "packages.txt").read_text().split("\n") if line and line[0] != "#"] + ["std"]
    with tempfile.TemporaryDirectory() as temp:
        work = pathlib.Path(args.keep or temp)
        work.mkdir(exist_ok=True)
        kept = work / "mutants.json"
        if kept.exists():
            mutants, packages, made = json.loads(kept.read_text())
            mutants = [m for m in mutants if m["name"] in names]
        else:
            mutants, packages = make(work, build_tool(work), "race", names, library=args.library)
            made = collections.Counter(m["kind"] for m in mutants)
            mutants = sample(mutants, args.n)
        everything = mutants

        def keep():
            if args.keep:
                kept.write_text(json.dumps([everything, packages, made]))

        keep()
        look(binary, packages, mutants, args.j, RULES, library=args.library)
        faulty = sum(m["faulty"] for m in mutants)
        mutants = [m for m in mutants if not m["faulty"]]
        if args.run:
            for name in sorted({m["name"] for m in mutants} - {"std"}):
                confirm(work, name, [m for m in mutants if m["name"] == name and "ran" not in m and m["rules"] not in NO_RACES], FAULT, race=True)
                keep()
        if args.misses:
            write_misses(args.misses, mutants)
        print(f"{sum(made.values())} mutants of {len(packages)} programs ({', '.join(f'{k} {n}' for k, n in sorted(made.items()))}), {len(mutants)} tried, {faulty} left out: faulty as they are\n")
        table(mutants, lambda m: (m["kind"], "all"), "changed", "race", WHAT)


if __name__ == "__main__":
    main()
