#!/usr/bin/env python3
"""Test variants: `check` checks a package once where its test files only add to it. What it says must be what `types` says, which shares
nothing, and what is found in tests must be found through the package's own functions.

usage: variants.py BINARY [TEST...]
"""
import json
import pathlib
import re
import shutil
import sys

from run import expect, run_tests

TESTS = []
MOD = {"go.mod": "module example.com/m\n\ngo 1.22\n"}
PACKAGE = """package p

import "fmt"

type T struct{ n int }

func (t *T) Get() int { return t.n }

type S struct {
	A
	B
}
type A struct{}
type B struct{ *T }

func (A) M() {}

func fill(m map[string]int) { m["a"] = len([]string{fmt.Sprint(m)}) }

func once(m map[string]int) { m["b"] = 1 }

func Fill() map[string]int {
	m := map[string]int{}
	fill(m)
	once(m)
	S{}.M()
	return m
}
"""


def test(f):
    TESTS.append(f)
    return f


def errors(box, command, *args):
    r = box.run(command, "--format=json", "--no-cache", *args)
    return [(e["file"], e["line"], e["message"]) for e in json.loads(r.stdout)["errors"]], r


def same(box, wanted):
    """Both commands say the same: nothing, or something with `wanted` in it."""
    check, r = errors(box, "check", "./...")
    types, _ = errors(box, "types", "./...")
    expect(check == types, f"check {check}, types {types}", r)
    expect(any(wanted in e[2] for e in check) if wanted else not check, f"{wanted!r} in {check}", r)


def module(box, tests, more=None):
    box.write({**MOD, "p/p.go": PACKAGE, "p/p_test.go": "package p\n\n" + tests, **(more or {})})


@test
def additions(box):
    module(box, "type U struct{ T }\n\nfunc (u U) Own() int { return u.n + u.Get() }\n\nvar made = U{T{1}}\n")
    same(box, "")


@test
def hidden_names(box):
    for tests, wanted in [("func len(s string) int { return 0 }\n", "cannot use"), ("var fmt = 1\n", "fmt already declared through import"), ("func fill() {}\n", "redeclared"),
                          ("func (B) M() {}\n", "ambiguous selector"), ("func (t *T) Get() int { return 2 }\n", "already declared"), ("func (t T) n() {}\n", "field and method")]:
        module(box, tests)
        same(box, wanted)


@test
def methods_of_the_package(box):
    outer = "package p_test\n\nimport (\n\t\"example.com/m/p\"\n\t\"example.com/m/q\"\n)\n\nvar n = q.Make().Exported() + new(p.T).Exported()\n\nvar i interface{ Exported() int } = q.Make()\n"
    q = {"q/q.go": "package q\n\nimport \"example.com/m/p\"\n\nfunc Make() *p.T { return &p.T{} }\n"}
    module(box, "func (t *T) Exported() int { return t.n }\n\ntype E struct{ T }\n\nfunc f(e *E) int { return e.Exported() }\n", {**q, "p/x_test.go": outer})
    same(box, "")
    # They are the tests' only.
    box.write({"q/q.go": "package q\n\nimport \"example.com/m/p\"\n\nfunc Make() *p.T { return &p.T{} }\n\nvar x = Make().Exported()\n"})
    same(box, "Exported undefined")


@test
def errors_in_either(box):
    module(box, "var x int = \"s\"\n")
    same(box, "cannot use")
    module(box, "var missing = 1\n", {"p/more.go": "package p\n\nvar y = missing\n"})
    same(box, "undefined: missing")


@test
def findings_in_tests(box):
    for call in ["fill", "once"]:
        module(box, f"func direct() {{\n\tvar m map[string]int\n\t{call}(m)\n}}\n")
        r = box.run("check", "--format=json", "--no-cache", "./...")
        found = [(f["file"], f["line"], f["rule"]) for f in json.loads(r.stdout)["findings"]]
        expect(found == [("p/p_test.go", 5, "nil-map-write")], f"{call}: {found}", r)


@test
def assertions_beside_tests(box):
    """What is asserted of the stack is decided package by package: a crash where both variants had the same functions, and those of one were given back."""
    cases = pathlib.Path(__file__).resolve().parent.parent / "cases"
    box.write({"go.mod": "module example.com/m\n\ngo 1.24\n"})
    for name in ("escape-assertion/cgo", "map-value-cost/optional", "unsynchronized-swap/atomics"):
        shutil.copytree(cases / name, box.dir / name, ignore=shutil.ignore_patterns("go.mod"))
    for _ in range(3):
        r = box.run("check", "--no-cache", "--rules=escape-assertion", "./...")
        expect(r.returncode == 1 and r.stdout.count(b"(escape-assertion, ") == 1 and r.stdout.startswith(b"escape-assertion/cgo/plain.go:4:"), "one finding", r)


@test
def the_same_in_each_format(box):
    """JSON and SARIF shared no variants once, and two programs had other findings in them than in text. All labelled cases with tests, and all formats for machines and people."""
    cases = pathlib.Path(__file__).resolve().parent.parent / "cases"
    with_tests = sorted({file.parent for file in cases.glob("*/*/*_test.go")})
    expect(len(with_tests) >= 15, f"{len(with_tests)} cases with tests")
    line = re.compile(r"^(\S+?):(\d+):\d+: .*\(([a-z-]+), (?:proven|likely|possible)\)$", re.M)
    count = 0
    for case in with_tests:
        said = {f: box.run("check", "--no-cache", "--rules=all", "--show=possible", f"--format={f}", "./...", cwd=case) for f in ("text", "json", "sarif")}
        text = sorted((file, int(n), rule) for file, n, rule in line.findall(said["text"].stdout.decode()))
        places = [(r["locations"][0]["physicalLocation"], r["ruleId"]) for r in json.loads(said["sarif"].stdout)["runs"][0]["results"]]
        expect(text == sorted((f["file"], f["line"], f["rule"]) for f in json.loads(said["json"].stdout)["findings"]), f"{case.name}: text and JSON", said["json"])
        expect([x[1:] for x in text] == [x[1:] for x in sorted((p["artifactLocation"]["uri"], p["region"]["startLine"], rule) for p, rule in places)], f"{case.name}: text and SARIF", said["sarif"])
        count += len(text)
    expect(count >= 15, f"{count} findings")


if __name__ == "__main__":
    chosen = sys.argv[2:]
    sys.exit(run_tests([f for f in TESTS if not chosen or f.__name__ in chosen]))
