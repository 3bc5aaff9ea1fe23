#!/usr/bin/env python3
"""Recall by fault injection: guards of lookups, makings of maps and copies of loop variables are taken out of the corpus modules.

usage: inject.py BINARY [-n NUMBER] [--misses FILE] [--run] [NAME...]    (fetch.sh first; default: 500 of all programs)

Each mutant is one changed file (tools/gooracle/inject makes them, go/types accepts each), given to `check` as an overlay, together with others
in other packages of the program. It counts as found if
the rule has a finding that it did not have, in the changed function (in the changed package, where a field is left unmade).

That the fault is one: a removed test guarded a dereference of the same value with no other test, assignment or earlier mention of the
entry in between; an unmade map is written to, and nothing else makes it. With --run, the tests of the changed packages are run in copies of
the modules, with and without the mutants: counted are those that panic with a nil dereference or a write to a nil map and name the changed file.
"""
import argparse
import collections
import os
import pathlib
import re
import tempfile

from mutants import build_tool, confirm, look, make, table, write_misses

FAULT = re.compile(r"nil pointer dereference|assignment to entry in nil map|interface conversion: .* is nil, not")


GROUPS = {"ok": "ok tests", "nil": "nil tests", "entry": "nil tests", "operand": "ok tests", "make-local": "makes of locals", "make": "makes of fields",
          "loop": "loop variables", "delete": "deletes added"}


def group(mutant):
    return GROUPS.get(mutant["kind"]) or GROUPS[mutant["kind"].split("-")[0]]


def sample(mutants, number):
    """As many of each group, as far as there are any: most of all that can be taken out are makes of locals."""
    queues = collections.defaultdict(list)
    for m in mutants:
        queues[group(m)].append(m)
    out = []
    while len(out) < number and any(queues.values()):
        out += [q.pop(0) for _, q in sorted(queues.items()) if q]
    return out[:number]


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("binary")
    parser.add_argument("-n", type=int, default=500)
    parser.add_argument("-j", type=int, default=2)
    parser.add_argument("--misses")
    parser.add_argument("--run", action="store_true")
    parser.add_argument("names", nargs="*")
    args = parser.parse_intermixed_args()
    binary = os.path.realpath(args.binary)
    with tempfile.TemporaryDirectory() as temp:
        work = pathlib.Path(temp)
        mutants, packages = make(work, build_tool(work), "nil", args.names)
        made = collections.Counter(m["kind"] for m in mutants)
        mutants = sample(mutants, args.n)
        look(binary, packages, mutants, args.j)
        if args.run:
            for name in sorted({m["name"] for m in mutants}):
                confirm(work, name, [m for m in mutants if m["name"] == name], FAULT)
        if args.misses:
            write_misses(args.misses, mutants)
        print(f"{sum(made.values())} mutants of {len(packages)} programs ({', '.join(f'{k} {n}' for k, n in sorted(made.items()))}), {len(mutants)} tried\n")
        table(mutants, lambda m: (m["kind"], f"all {group(m)}", "all"), "taken out", "panic", last=lambda k: (k == "all", k.startswith("all"), k))


if __name__ == "__main__":
    main()
