#!/usr/bin/env python3
"""Tests of living with findings: suppressions, baselines, differences, configuration.

usage: living.py BINARY [TEST...]
"""
import json
import sys

from run import expect, run_tests, status

TESTS = []
MODULE = {"go.mod": "module example.com/m\n\ngo 1.22\n"}


def test(f):
    TESTS.append(f)
    return f


def faults(*names, above="", behind=""):
    """A function with one nil-map-write for each name, and a comment above or behind each."""
    return "".join(f'func {n}() {{\n\tvar m map[string]int\n{above}\tm["a"] = 1{behind}\n}}\n\n' for n in names)


def document(box, wanted, *args, **more):
    return json.loads(status(box, wanted, "check", "--format=json", *args, **more).stdout)


def warnings(r):
    return [line.split("warning: ", 1)[1] for line in r.stderr.decode().splitlines() if "warning: " in line]


@test
def suppressed_on_the_line_and_above(box):
    box.write({**MODULE, "a.go": "package m\n\n" + faults("A", behind=" //ptrsafe:ignore nil-map-write never called"),
               "b.go": "package m\n\n" + faults("B", above="\t//ptrsafe:ignore nil-map-write,nil-map-write never called either\n")})
    r = status(box, 0, "check")
    expect(r.stdout == b"" and r.stderr == b"", "silence", r)
    found = document(box, 0)["findings"]
    expect([f["suppressed"] for f in found] ==
           [{"reason": "never called", "by": "ptrsafe:ignore"}, {"reason": "never called either", "by": "ptrsafe:ignore"}], f"in JSON: {found}")


@test
def suppressions_that_are_wrong(box):
    for comment, why in {
        "//ptrsafe:ignore nil-map-write": "suppresses nothing without a reason: write //ptrsafe:ignore nil-map-write reason",
        "//ptrsafe:ignore nil-map-wriet why": "unknown rule nil-map-wriet; did you mean nil-map-write?",
        "//ptrsafe:ignore": "suppresses nothing: write //ptrsafe:ignore RULE[,RULE] reason",
        "//ptrsafe:ignored nil-map-write why": "unknown comment //ptrsafe:ignored; did you mean //ptrsafe:ignore?",
    }.items():
        box.write({**MODULE, "a.go": "package m\n\n" + faults("A", behind=" " + comment)})
        r = status(box, 1, "check")
        expect(warnings(r) == [why] and r.stderr.startswith(b"a.go:5:13: "), comment, r)
        doc = document(box, 1)
        expect([w["message"] for w in doc["warnings"]] == [why] and doc["findings"][0]["suppressed"] is None, f"{comment} in JSON: {doc}")


@test
def unused_suppressions(box):
    unused = "unused //ptrsafe:ignore: there is no nil-map-value here"
    box.write({**MODULE, "a.go": "package m\n\n" + faults("A", behind=" //ptrsafe:ignore nil-map-write,nil-map-value why")})
    r = status(box, 0, "check")
    expect(warnings(r) == [unused], "one of two rules", r)
    r = status(box, 0, "check", "--disable=nil-map-value")
    expect(warnings(r) == [], "a rule that did not run is not unused", r)
    # A finding that is too weak to be shown uses its comment.
    box.write({"a.go": "package m\n\nvar m map[string]int\n\nfunc A() {\n\tm[\"a\"] = 1 //ptrsafe:ignore nil-map-write why\n}\n"})
    r = status(box, 0, "check", "--show=proven")
    expect(warnings(r) == [], "of a weak finding", r)
    box.write({"a.go": "package m\n\nvar x int = y\n\nfunc A() {} //ptrsafe:ignore nil-map-write why\n"})
    r = status(box, 3, "check")
    expect(warnings(r) == [], "nothing is unused where not all was analysed", r)


@test
def nolint(box):
    def counts(source, *args):
        box.write({**MODULE, "a.go": source})
        r = box.run("check", *args)
        return r.stdout.count(b"(nil-map-write"), warnings(r)

    for comment in ["//nolint", "// nolint", "//nolint:all", "//nolint:errcheck,ptrsafe // legacy", "//nolint:PtrSafe"]:
        expect(counts("package m\n\n" + faults("A", behind=" " + comment)) == (0, []), comment)
        expect(counts("package m\n\n" + faults("A", above=f"\t{comment}\n")) == (0, []), f"{comment} above")
        expect(counts(f"package m\n\n{comment}\n" + faults("A", "B")) == (1, []), f"{comment} above a function")
        expect(counts(f"{comment}\npackage m\n\n" + faults("A", "B")) == (0, []), f"{comment} above the package clause")
    for comment in ["//nolint:errcheck", "//nolinter", "//no lint"]:
        expect(counts("package m\n\n" + faults("A", behind=" " + comment)) == (1, []), comment)
    expect(counts("package m\n\nfunc F() {} //nolint:ptrsafe\n") == (0, ["unused //nolint:ptrsafe: there is no finding here"]), "unused")
    expect(counts("package m\n\nfunc F() {} //nolint\n") == (0, []), "unused, but perhaps for another linter")
    reason = document(box.write({"a.go": "package m\n\n" + faults("A", behind=" //nolint:ptrsafe // legacy")}), 0)["findings"][0]["suppressed"]
    expect(reason == {"reason": "legacy", "by": "nolint"}, f"in JSON: {reason}")


if __name__ == "__main__":
    chosen = sys.argv[2:]
    sys.exit(run_tests([f for f in TESTS if not chosen or f.__name__ in chosen]))
