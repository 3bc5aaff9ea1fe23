#!/usr/bin/env python3
"""Tests of living with findings: suppressions, baselines, differences, configuration.

usage: living.py BINARY [TEST...]
"""
import json
import os
import re
import shutil
import subprocess
import sys

from run import Skipped, expect, run_tests, status

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
        "//ptrsafe:ignore nil-map-write -- //": "suppresses nothing without a reason: write //ptrsafe:ignore nil-map-write reason",
        "/*ptrsafe:ignore nil-map-write why*/": "counts for nothing between /* and */: write //ptrsafe:ignore",
        "/* ptrsafe:heap*/": "counts for nothing between /* and */: write //ptrsafe:heap",
        "//ptrsafe:ignore nil-map-wriet why": "unknown rule nil-map-wriet; did you mean nil-map-write?",
        "//ptrsafe:ignore": "suppresses nothing: write //ptrsafe:ignore RULE[,RULE] reason",
        "//ptrsafe:ignore Nil-Map-Write why": "unknown rule Nil-Map-Write; did you mean nil-map-write?",
        "//ptrsafe:ignore all why": "there is no word for all rules: name them, or write //nolint:ptrsafe",
        "// ptrsafe:ignore nil-map-write why": "counts for nothing with a blank behind the slashes: write //ptrsafe:ignore",
        "// ptrsafe:heap": "counts for nothing with a blank behind the slashes: write //ptrsafe:heap",
        "//ptrsafe:ignored nil-map-write why": "unknown comment //ptrsafe:ignored; did you mean //ptrsafe:ignore?",
    }.items():
        box.write({**MODULE, "a.go": "package m\n\n" + faults("A", behind=" " + comment)})
        r = status(box, 1, "check")
        expect(warnings(r) == [why] and r.stderr.startswith(b"a.go:5:13: "), comment, r)
        doc = document(box, 1)
        expect([w["message"] for w in doc["warnings"]] == [why] and doc["findings"][0]["suppressed"] is None, f"{comment} in JSON: {doc}")


@test
def prose_is_no_suppression(box):
    box.write({**MODULE, "a.go": "package m\n\n// ptrsafe: see the manual.\n// ptrsafe:ignored nothing.\n" + faults("A", behind=" // ptrsafe is right here") + "\n/*ptrsafe: see above*/\n"})
    r = status(box, 1, "check")
    expect(r.stderr == b"", "no warning", r)


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
    expect(counts("package m\n\nfunc F() {} //nolint:ptrsafe\n", "--disable=copied-lock") == (0, []), "it may be for a rule that did not run")
    reason = document(box.write({"a.go": "package m\n\n" + faults("A", behind=" //nolint:ptrsafe // legacy")}), 0)["findings"][0]["suppressed"]
    expect(reason == {"reason": "legacy", "by": "nolint"}, f"in JSON: {reason}")


@test
def a_fault_that_another_package_causes(box):
    """It stands once at its place, and is called after the package and the declaration that it lies in."""
    box.write({**MODULE,
               "store/s.go": "package store\n\ntype S struct{ m map[string]int }\n\nfunc New() *S { return &S{} }\n\n"
                             "func (s *S) Add(n string) {\n\ts.m[n] = 1\n}\n\nfunc Put(m map[string]int) {\n\tm[\"a\"] = 1\n}\n",
               **{f"cmd/{n}/main.go": "package main\n\nimport \"example.com/m/store\"\n\nfunc main() {\n\tstore.New().Add(\"x\")\n"
                                      "\tvar m map[string]int\n\tstore.Put(m)\n}\n" for n in ("a", "b")}})
    expect([(f["file"], f["line"]) for f in document(box, 1)["findings"]] == [("store/s.go", 8), ("store/s.go", 12)], "each once")
    status(box, 0, "check", "--write-baseline", "b.json")
    entries = json.loads((box.dir / "b.json").read_text())["findings"]
    expect([(e["package"], e["symbol"]) for e in entries] == [("example.com/m/store", "Put"), ("example.com/m/store", "S.Add")], f"of the package: {entries}")
    shutil.rmtree(box.dir / "cmd/a")  # another caller is the first now
    r = status(box, 0, "check", "--baseline", "b.json")
    expect(r.stderr == b"", "known still", r)


def names(doc):
    return [(f["file"], f["line"]) for f in doc["findings"]]


@test
def baseline(box):
    box.write({**MODULE, "a.go": "package m\n\n" + faults("A", "B")})
    r = status(box, 0, "check", "--write-baseline=base.json")
    expect(r.stdout == b"" and b"2 findings written to base.json" in r.stderr, "written", r)
    text = (box.dir / "base.json").read_text()
    r = status(box, 0, "check", "--baseline=base.json")
    expect(r.stdout == b"" and r.stderr == b"", "all is known", r)
    box.write({"a.go": "package m\n\n// More.\n" + faults("Z", "B", "A")})
    expect(names(document(box, 1, "--baseline=base.json")) == [("a.go", 6)], "only the new one")
    status(box, 0, "check", "--write-baseline=base.json", "--disable=nil-map-write")
    box.write({"base.json": text, "a.go": "package m\n\n" + faults("B")})
    r = status(box, 0, "check", "--baseline=base.json")
    expect(warnings(r) == ["base.json: 1 finding is no longer there; --write-baseline writes it anew"], "stale", r)
    r = status(box, 0, "check", "--baseline=base.json", "--disable=nil-map-write")
    expect(warnings(r) == [], "what did not run is not stale", r)


@test
def baseline_of_one_kind_counts(box):
    body = "".join(f'\tif x == {i} {{\n\t\tvar m map[string]int\n\t\tm["a"] = 1\n\t}}\n' for i in range(3))
    source = lambda n: "package m\n\nfunc F(x int) {\n" + "".join(body.splitlines(True)[:4 * n]) + "}\n"
    box.write({**MODULE, "a.go": source(2)})
    status(box, 0, "check", "--write-baseline=base.json")
    for n, left in {1: 0, 2: 0, 3: 1}.items():
        box.write({"a.go": source(n)})
        expect(len(document(box, 1 if left else 0, "--baseline=base.json")["findings"]) == left, f"{n} where 2 are known")


@test
def packages_that_have_another_path(box):
    """A folder or a module with a new name brings no finding back; a copy of a folder is new, and so is what else a new folder has."""
    box.write({**MODULE, "a/a.go": "package a\n\n" + faults("A", "B"), "c/c.go": "package c\n\n" + faults("C")})
    git(box, "init", "-q")
    git(box, "add", "-A")
    git(box, "commit", "-qm", "one")
    status(box, 0, "check", "--write-baseline=base.json")

    def new(*expected):
        for known in ("--baseline=base.json", "--diff=HEAD"):
            doc = document(box, 1 if expected else 0, known)
            expect(names(doc) == list(expected), f"{known}: {names(doc)} for {expected}")

    os.rename(box.dir / "a", box.dir / "b")
    new()
    box.write({"b/b.go": "package a\n\n" + faults("D")})
    new(("b/b.go", 5))
    (box.dir / "b/b.go").unlink()
    shutil.copytree(box.dir / "b", box.dir / "d")
    doc = document(box, 1, "--diff=HEAD")
    expect(len(names(doc)) == 2, f"a second copy is new: {names(doc)}")
    shutil.rmtree(box.dir / "d")
    shutil.copytree(box.dir / "b", box.dir / "a")
    new(("b/a.go", 5), ("b/a.go", 10))
    shutil.rmtree(box.dir / "b")
    box.write({"go.mod": "module example.com/other\n\ngo 1.22\n"})
    new()


@test
def users_of_a_package_with_another_name(box):
    """The types in their expressions have other names, too; without such a move an expression with another type is another one."""
    user = 'package m\n\nimport "example.com/m/%s"\n\nfunc F() {\n\tvar m map[string]%s.T\n\tm["a"] = 1\n}\n'
    package = "package %s\n\ntype T int\n\n"
    box.write({**MODULE, "m.go": user % ("old", "old"), "old/a.go": package % "old" + faults("A")})
    git(box, "init", "-q")
    git(box, "add", "-A")
    git(box, "commit", "-qm", "one")
    shutil.rmtree(box.dir / "old")
    box.write({"m.go": user % ("new", "new"), "new/a.go": package % "new" + faults("A")})
    expect(names(document(box, 0, "--diff=HEAD")) == [], "the user of a package that has moved")
    box.write({"new/a.go": package % "new"})
    expect(names(document(box, 1, "--diff=HEAD")) == [("m.go", 7)], "nothing shows that it has moved")


@test
def damaged_baselines(box):
    box.write({**MODULE, "a.go": "package m\n\n" + faults("A")})
    status(box, 0, "check", "--write-baseline=good.json")
    good = (box.dir / "good.json").read_text()
    for text, why in {
        "": "is damaged: not JSON", "<<<<<<< HEAD\n" + good: "is damaged: not JSON", good[:-20]: "is damaged: not JSON",
        '{"findings": []}': "is no baseline of ptrsafe", "[]": "is no baseline of ptrsafe",
        good.replace('baseline": 1', 'baseline": 2'): "is of version 2, and this ptrsafe reads 1",
        good.replace('"rule"', '"rool"'): "is damaged: finding 1 is not whole",
    }.items():
        box.write({"base.json": text})
        r = status(box, 2, "check", "--baseline=base.json")
        expect(why.encode() in r.stderr and b"--write-baseline" in r.stderr, why, r)
    r = status(box, 2, "check", "--baseline=absent.json")
    expect(b"absent.json: no such file" in r.stderr, "absent", r)
    r = status(box, 2, "check", "--write-baseline=no/such/dir.json")
    expect(b"cannot write" in r.stderr, "cannot be written", r)


def git(box, *args):
    if not shutil.which("git"):
        raise Skipped("git is not installed")
    subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@example.com", *args], cwd=box.dir, check=True, capture_output=True)


@test
def diff(box):
    locked = 'package m\n\nimport "sync"\n\nvar mu sync.Mutex\nvar m = map[int]int{}\n\nfunc Serve() {\n\tgo func() {\n\t\tmu.Lock()\n\t\tm[1] = 1\n\t\tmu.Unlock()\n\t}()\n\tmu.Lock()\n\tm[2] = 2\n\tmu.Unlock()\n}\n'
    box.write({**MODULE, "a.go": "package m\n\n" + faults("A"), "b.go": locked, "gone/c.go": "package gone\n\n" + faults("G"), "ignored/.gitignore": "*\n"})
    git(box, "init", "-q")
    git(box, "add", "-A")
    git(box, "commit", "-qm", "one")
    box.write({"ignored/g.go": "package ignored\n\n" + faults("I")})
    r = status(box, 0, "check", "--diff=HEAD")
    expect(r.stdout == b"" and r.stderr == b"", "nothing has changed", r)
    before = sorted(p.read_bytes() for p in (box.dir / ".git").rglob("*") if p.is_file())
    box.write({"a.go": "package m\n\n// Moved.\n\n" + faults("A"), "new.go": "package m\n\n" + faults("N")})
    shutil.rmtree(box.dir / "gone")
    expect(names(document(box, 1, "--diff=HEAD")) == [("new.go", 5)], "an untracked file is new")
    (box.dir / "new.go").unlink()
    box.write({"b.go": locked.replace("\tmu.Lock()\n\tm[2] = 2\n\tmu.Unlock()\n", "\tm[2] = 2\n")})
    expect(names(document(box, 1, "--diff=HEAD")) == [("b.go", 14)], "a lock is gone")
    expect(names(document(box, 0, "--diff=HEAD", "./ignored")) == [], "one package")
    expect(before == sorted(p.read_bytes() for p in (box.dir / ".git").rglob("*") if p.is_file()), "git's directory is not written to")
    box.write({"sub/go.mod": "module example.com/sub\n\ngo 1.22\n", "sub/s.go": "package sub\n\n" + faults("S")})
    git(box, "add", "-A")
    git(box, "commit", "-qm", "two")
    expect(names(document(box, 0, "--diff=HEAD")) == [], "nested modules, committed")
    expect(names(document(box, 1, "--diff=HEAD~1")) == [("b.go", 14), ("sub/s.go", 5)], "since the first commit")
    expect(names(document(box, 0, "--diff=HEAD", cwd=box.dir / "sub")) == [], "from a directory below the root")


@test
def diff_with_names_that_are_no_text(box):
    box.write({**MODULE, "\udcffa.go": "package m\n\n" + faults("A")})
    git(box, "init", "-q")
    git(box, "add", "-A")
    git(box, "commit", "-qm", "one")
    box.write({"\udcffa.go": "package m\n\n// Moved.\n\n" + faults("A", "B"), "\udcffc.go": "package m\n\n" + faults("C")})
    expect(names(document(box, 1, "--diff=HEAD")) == [("\ufffda.go", 12), ("\ufffdc.go", 5)], "changed, and untracked")


@test
def modules_that_were_elsewhere(box):
    """What the revision had is found where its modules and vendored packages were then, though the folders are gone, or new."""
    box.write({**MODULE, "a.go": "package m\n\n" + faults("A"), "old/go.mod": "module example.com/n\n\ngo 1.22\n", "old/n.go": "package n\n\n" + faults("N"),
               "dep/go.mod": "module example.com/dep\n\ngo 1.22\n", "dep/d.go": "package dep\n\ntype T int\n",
               "uses/go.mod": "module example.com/uses\n\ngo 1.22\n\nrequire example.com/dep v0.0.0\n\nreplace example.com/dep => ../dep\n",
               "uses/u.go": "package uses\n\nimport \"example.com/dep\"\n\nvar x dep.T\n\n" + faults("U")})
    git(box, "init", "-q")
    git(box, "add", "-A")
    git(box, "commit", "-qm", "one")
    os.rename(box.dir / "old", box.dir / "new")
    expect(names(document(box, 0, "--diff=HEAD")) == [], "a nested module in another folder")
    vendored = {"uses/vendor/modules.txt": "# example.com/dep v0.0.0 => ../dep\n## explicit; go 1.22\nexample.com/dep\n# example.com/dep => ../dep\n",
                "uses/vendor/example.com/dep/d.go": "package dep\n\ntype T int\n"}
    box.write(vendored)
    r = status(box, 0, "check", "--diff=HEAD")
    expect(r.stderr == b"", "packages that are vendored now", r)
    git(box, "add", "-A")
    git(box, "commit", "-qm", "two")
    shutil.rmtree(box.dir / "uses/vendor")
    r = status(box, 0, "check", "--diff=HEAD")
    expect(r.stderr == b"", "packages that were vendored then", r)
    box.write({"go.work": "go 1.22\n\nuse (\n\t.\n\t./new\n)\n"})
    r = status(box, 0, "check", "--diff=HEAD")
    expect(r.stderr == b"", "a workspace now", r)


@test
def diff_that_cannot_be(box):
    box.write({**MODULE, "a.go": "package m\n"})
    git(box, "--version")
    r = status(box, 2, "check", "--diff=HEAD")
    expect(b"is not in a git work tree" in r.stderr, "no repository", r)
    r = status(box, 2, "check", "--diff=HEAD", env={"PATH": "/nonexistent"})
    expect(b"git cannot be run" in r.stderr, "no git", r)
    git(box, "init", "-q")
    git(box, "add", "-A")
    git(box, "commit", "-qm", "one")
    git(box, "commit", "-qm", "two", "--allow-empty")
    r = status(box, 2, "check", "--diff=nonsense")
    expect(b"--diff nonsense: there is no such revision; " in r.stderr, "no revision", r)
    r = status(box, 2, "check", "--diff=--output=x")
    expect(b"there is no such revision" in r.stderr and not (box.dir / "x").exists(), "a revision is no flag", r)
    for between in ("HEAD..HEAD", "HEAD...HEAD"):
        r = status(box, 2, "check", f"--diff={between}")
        expect(f"--diff {between}: this is a range; give one revision".encode() in r.stderr, "a range", r)
    git(box, "clone", "-q", "--depth=1", f"file://{box.dir}", "shallow")
    r = status(box, 2, "check", "--diff=HEAD~1", cwd=box.dir / "shallow")
    expect(b"shallow clone" in r.stderr, "shallow", r)
    box.write({"o.json": "{}"})
    r = status(box, 2, "check", "--diff=HEAD", env={"GOFLAGS": "-overlay=o.json"})
    expect(b"-overlay" in r.stderr, "two overlays", r)


@test
def configuration(box):
    source = "package m\n\n" + faults("A")
    box.write({**MODULE, "a.go": source, "old/b.go": source, "old/deep/c.go": source, "z.pb.go": source.replace("A", "Z")})
    all_files = ["a.go", "old/b.go", "old/deep/c.go", "z.pb.go"]

    def shown(config, wanted, *args):
        box.write({"ptrsafe.toml": config})
        got = [f["file"] for f in document(box, wanted, *args)["findings"]]
        return got

    expect(shown("# nothing\n", 1) == all_files, "an empty file")
    expect(shown('exclude = ["old", "*.pb.go"]\n', 1) == ["a.go"], "exclude")
    expect(shown('exclude = ["old/*.go"]\n', 1) == ["a.go", "old/deep/c.go", "z.pb.go"], "a star stays in its directory")
    expect(shown('exclude = ["**/c.go"]\n', 1) == ["a.go", "old/b.go", "z.pb.go"], "two stars do not")
    expect(shown('fail-on = "never"\n', 0) == all_files, "fail-on")
    expect(shown('fail-on = "never"\n', 1, "--fail-on=proven") == all_files, "a flag goes before the file")
    box.write({"a" * 80 + ".go": "package m\n"})
    expect(shown('exclude = ["**/*' + "a*" * 20 + 'b"]\n', 1) == all_files, "as many stars as one likes")
    expect(shown("[rules.nil-map-write]\nenable = false\n", 0) == [], "a rule that is off")
    expect(shown("[rules.nil-map-write]\nenable = false\n", 1, "--rules=nil-map-write") == all_files, "but asked for")
    expect(shown('[rules.nil-map-write]\nfail-on = "never"\n', 0) == all_files, "a rule that fails nothing")
    expect(shown('[[paths]]\nmatch = ["old/**"]\nrules.nil-map-write.enable = false\n', 1) == ["a.go", "z.pb.go"], "per path")
    expect(shown('[rules.nil-map-write]\nenable = false\n[[paths]]\nmatch = ["old/deep"]\nrules.nil-map-write.enable = true\n', 1) == ["old/deep/c.go"], "later goes before earlier")
    box.write({"old/ptrsafe.toml": "", "ptrsafe.toml": "[rules.nil-map-write]\nenable = false\n"})
    expect(names(document(box, 1)) == [("old/b.go", 5), ("old/deep/c.go", 5)], "the nearest file")
    expect(names(document(box, 0, "--config=ptrsafe.toml")) == [], "the named one")
    r = status(box, 2, "check", "--config=absent.toml")
    expect(b"absent.toml: no such file" in r.stderr, "absent", r)


@test
def what_fails_and_what_is_shown(box):
    """The status is --fail-on's affair alone."""
    box.write({**MODULE, "a.go": "package m\n\nimport \"os\"\n\n" + faults("A") + "type T struct{ n int }\n\n"
               "func Likely() int {\n\tm := map[string]*T{\"a\": {}}\n\treturn m[os.Args[1]].n\n}\n\nfunc Possible(m map[string]*T, k string) int {\n\treturn m[k].n\n}\n"})
    weak = {1: "1 finding is weaker than --show, and not shown, but --fail-on counts it", 2: "2 findings are weaker than --show, and not shown, but --fail-on counts them"}
    for args, shown, wanted, hidden in ((["--fail-on=possible"], 3, 1, 0), (["--show=proven"], 1, 1, 1), (["--show=proven", "--fail-on=proven"], 1, 1, 0),
                                        (["--show=proven", "--fail-on=possible"], 1, 1, 2), (["--show=proven", "--fail-on=never"], 1, 0, 0),
                                        (["--disable=nil-map-write", "--fail-on=proven"], 1, 0, 0), (["--disable=nil-map-write", "--show=proven"], 0, 1, 1)):
        r = status(box, wanted, "check", "--format=json", *args)
        expect(len(json.loads(r.stdout)["findings"]) == shown and r.stderr.decode() == (f"ptrsafe: {weak[hidden]}\n" if hidden else ""), f"{args}", r)
    for text, shown, wanted in (('fail-on = "possible"\n', 3, 1), ('show = "proven"\n', 1, 1), ('fail-on = "possible"\nshow = "likely"\n', 2, 1),
                                ('[rules.nil-map-value]\nfail-on = "possible"\n', 3, 1), ('show = "proven"\nfail-on = "never"\n', 1, 0)):
        box.write({"ptrsafe.toml": text})
        expect(len(document(box, wanted)["findings"]) == shown, text)
    box.write({"ptrsafe.toml": ""})
    status(box, 0, "check", "--show=proven", "--write-baseline=b.json")
    r = status(box, 0, "check", "--show=proven", "--baseline=b.json")
    expect(r.stderr == b"", "what counts is in the baseline", r)


@test
def configuration_errors(box):
    box.write({**MODULE, "a.go": "package m\n"})
    for text, why in {
        "exclud = []": "1:1: unknown key exclud; did you mean exclude?",
        "a-key = 1": "1:1: unknown key a-key; it is one of exclude, fail-on, generated, paths, rule-pages, rules, show",
        "[rules.nil-map-vaule]": "1:8: unknown rule nil-map-vaule; did you mean nil-map-value?",
        "[rules.nil-map-value]\nenabled = true": "2:1: unknown key of a rule enabled; did you mean enable?",
        "[rules.nil-map-value]\nenable = 1": "2:10: enable is true or false",
        "[rules]\nnil-map-value = false": "2:17: a rule is written as a table: [rules.nil-map-value]",
        "rules = 1": "1:9: rules are written as [rules.NAME], one table for each",
        'fail-on = "always"': '1:11: fail-on is one of "proven", "likely", "possible", "never"',
        'show = "never"': '1:8: show is one of "proven", "likely", "possible"',
        'exclude = "x"': '1:11: exclude is a list of globs: ["third_party/**"]',
        "exclude = [1]": '1:11: exclude is a list of globs: ["third_party/**"]',
        **{f"rule-pages = {value}": '1:14: rule-pages is an address on the web: "https://example.com/ptrsafe/docs/rules"'
           for value in ("1", '"docs"', '"file:///x"', '"https://x/<y>"', '"https://x/ y"')},
        "generated = 0": "1:13: generated is true or false",
        "[paths]": "1:1: paths are written as [[paths]], one table for each",
        "paths = [1]": "1:10: paths are written as [[paths]], one table for each",
        "[[paths]]": '1:1: [[paths]] needs match = ["GLOB", …]',
        "[[paths]]\nmatch = []": '2:9: [[paths]] needs match = ["GLOB", …]',
        **{f'exclude = ["{glob}"]': f"1:11: exclude: only *, ? and ** mean something in {glob}; write a glob for each" for glob in ("!old", "{a,b}/**", "[a-z].go")},
        '[[paths]]\nmatch = ["!old"]': "2:9: match: only *, ? and ** mean something in !old; write a glob for each",
        'exclude = ["../other/**"]': "1:11: exclude: ../other/** leads out of the directory of this file, below which all globs are",
        "fail-on = likely": "1:11: Error while parsing value: could not determine value type; text stands in quotes",
        "[[paths]]\nmatch = []\nmach = []": "3:1: unknown key of [[paths]] mach; did you mean match?",
        "fail-on = ": "ptrsafe.toml:1:",
    }.items():
        box.write({"ptrsafe.toml": text + "\n"})
        r = status(box, 2, "check")
        wanted = why if why.startswith("ptrsafe") else f"ptrsafe.toml:{why}\n"
        expect(r.stderr.decode().startswith(wanted), f"{text!r}: {wanted!r}", r)
    box.write({"ptrsafe.toml": "a = 1\nb = 2\n"})
    r = status(box, 2, "check")
    expect(r.stderr.count(b"unknown key") == 2, "all errors at once", r)
    (box.dir / "ptrsafe.toml").unlink()
    (box.dir / "ptrsafe.toml").mkdir()
    r = status(box, 2, "check")
    expect(b"ptrsafe.toml" in r.stderr and b"directory" in r.stderr, "a directory", r)


@test
def changed_settings_are_noticed_by_the_cache(box):
    env = {"PTRSAFE_CACHE": str(box.dir / "cache")}
    box.write({**MODULE, "a.go": "package m\n\n" + faults("A")})
    for _ in range(2):
        status(box, 0, "check", "--write-baseline=base.json", env=env)
        expect((box.dir / "base.json").exists(), "written from the cache too")
        (box.dir / "base.json").rename(box.dir / "base")
    for _ in range(2):
        status(box, 0, "check", "--baseline=base", env=env)
    box.write({"base": (box.dir / "base").read_text().replace('"fingerprint":"', '"fingerprint":"0')})
    status(box, 1, "check", "--baseline=base", env=env)
    for _ in range(2):
        status(box, 1, "check", env=env)
    box.write({"ptrsafe.toml": 'fail-on = "never"\n'})
    status(box, 0, "check", env=env)
    box.write({"ptrsafe.toml": ""})
    status(box, 1, "check", env=env)


@test
def generated_files(box):
    box.write({**MODULE, "a.go": "// Code generated by x. DO NOT EDIT.\n\npackage m\n\n" + faults("A", "B")})
    r = status(box, 0, "check")
    expect(r.stdout == b"" and r.stderr == b"ptrsafe: 2 findings in 1 generated file not shown; `generated = true` in ptrsafe.toml shows them\n", "skipped and told so", r)
    box.write({"ptrsafe.toml": "generated = true\n"})
    expect(len(document(box, 1)["findings"]) == 2, "shown")
    box.write({"ptrsafe.toml": "", "a.go": "// Code generated by x.\n\npackage m\n\n" + faults("A") + "// Code generated by x. DO NOT EDIT.\n"})
    expect(len(document(box, 1)["findings"]) == 1, "not by the convention")
    # As go/ast.IsGenerated says of each.
    line = "// Code generated by x. DO NOT EDIT."
    for head, generated in ((line + "\n", True), ("\ufeff" + line + "\n", True), ("  " + line + "\r\n", True), (f"/*\n{line}\n*/\n", True), ("// x\n" + line + "\n", True),
                            ("// Code generated DO NOT EDIT.\n", False), (f"/* {line}\n*/\n", False), (line + " \n", False), (f"/*\n{line}*/\n", False), ("/" + line + "\n", False)):
        box.write({"a.go": head + "\npackage m\n\n" + faults("A")})
        expect(len(document(box, 0 if generated else 1)["findings"]) == (0 if generated else 1), f"{head!r}")


@test
def matrix(box):
    box.write({**MODULE, "a.go": "package m\n\n" + faults("A"), "b_windows.go": "package m\n\n" + faults("W", behind=" //ptrsafe:ignore nil-map-write windows only"),
               "c.go": "//go:build extra && linux\n\npackage m\n\n" + faults("X")})
    doc = document(box, 1, "--matrix=linux/amd64,windows/amd64,linux/arm64+extra")
    expect([(f["file"], f["configurations"]) for f in doc["findings"]] ==
           [("a.go", ["linux/amd64", "windows/amd64", "linux/arm64+extra"]), ("b_windows.go", ["windows/amd64"]), ("c.go", ["linux/arm64+extra"])], f"{doc}")
    expect(doc["warnings"] == [], "used in one is used")
    r = status(box, 1, "check", "--matrix=linux/amd64,windows/amd64")
    expect(b"(nil-map-write, proven, in linux/amd64 windows/amd64)" in r.stdout, "in text", r)
    expect("configurations" not in document(box, 1)["findings"][0], "not without")
    spaced = document(box, 1, "--matrix=linux/amd64, windows/amd64 ,")["findings"]
    expect([f["configurations"] for f in spaced] == [["linux/amd64", "windows/amd64"], ["windows/amd64"]], f"with blanks: {spaced}")
    for form, where in (("github", b"title=nil-map-write (proven%2C in linux/amd64 windows/amd64)::"), ("checkstyle", b"(proven, in linux/amd64 windows/amd64)&quot; source="),
                        ("sarif", b'"configurations":["linux/amd64","windows/amd64"]'), ("html", b'"configurations":["linux/amd64","windows/amd64"]')):
        r = status(box, 1, "check", "--matrix=linux/amd64,windows/amd64", f"--format={form}")
        expect(where.replace(b"&quot;", b'"') in r.stdout, f"{form} names them", r)
    box.write({"b_windows.go": (box.dir / "b_windows.go").read_text().split(" //ptrsafe")[0] + "\n}\n"})
    status(box, 0, "check", "--matrix=linux/amd64,windows/amd64", "--write-baseline=b.json")
    r = status(box, 0, "check", "--goos=linux", "--baseline=b.json")
    expect(r.stderr == b"", "what only another configuration has is not gone", r)
    (box.dir / "b_windows.go").unlink()
    r = status(box, 0, "check", "--goos=linux", "--baseline=b.json")
    expect(b"1 finding is no longer there" in r.stderr, "what nobody has is", r)
    for bad in ["linux", "/amd64", "linux/", "linux+x/amd64", "linux/amd64+", "linux/amd64++x"]:
        r = status(box, 2, "check", f"--matrix={bad}")
        expect(b"is no configuration" in r.stderr, bad, r)
    r = status(box, 2, "check", "--matrix=linux/amd64,plan10/amd64")
    expect(b"plan10" in r.stderr, "an unknown system", r)


@test
def maps_of_several_configurations(box):
    box.write({**MODULE, "a.go": "package m\n\ntype T struct{}\n\nvar both = map[string]*T{}\n\nfunc Put(k string) { both[k] = made() }\n",
               "a_linux.go": "package m\n\nfunc made() *T { return &T{} }\n\nvar here = map[int]*T{}\n", "a_windows.go": "package m\n\nfunc made() *T { return nil }\n"})
    maps = lambda *flags: json.loads(status(box, 0, "maps", "--format=json", "--no-cache", *flags).stdout)["maps"]
    expect([(m["name"], m["configurations"]) for m in maps("--matrix=linux/amd64,windows/amd64,linux/arm64")] ==
           [("both", ["linux/amd64", "linux/arm64"]), ("both", ["windows/amd64"]), ("here", ["linux/amd64", "linux/arm64"])], "equal ones together, others apart")
    expect(all("configurations" not in m for m in maps()), "not without")
    r = status(box, 0, "maps", "--matrix=linux/amd64,windows/amd64")
    expect(r.stdout.splitlines()[0].split()[-1] == b"IN" and r.stdout.rstrip().endswith(b"linux/amd64"), "in text", r)
    page = status(box, 0, "check", "--format=html", "--matrix=linux/amd64,windows/amd64").stdout
    expect(b'"configurations":["windows/amd64"]' in page and b'"here"' in page, "in the report")
    box.write({"none.toml": 'exclude = ["a_linux.go"]\n'})
    expect([m["name"] for m in maps("--goos=linux", "--config=none.toml")] == ["both"], "what the settings exclude")
    status(box, 2, "maps", "--config=gone.toml")


@test
def init(box):
    box.write({**MODULE, "a.go": "package m\n\n" + faults("A")})
    r = status(box, 0, "init")
    expect(r.stdout == b"wrote ptrsafe.toml\n" and sorted(p.name for p in box.dir.iterdir()) == ["a.go", "go.mod", "ptrsafe.toml"], "one file", r)
    text = (box.dir / "ptrsafe.toml").read_text()
    expect(names(document(box, 1)) == [("a.go", 5)], "it changes nothing")
    r = status(box, 2, "init", "--github")
    expect(b"ptrsafe.toml is there already; --force replaces it" in r.stderr and not (box.dir / ".github").exists(), "nothing is overwritten", r)
    # Every setting that is commented out is one.
    box.write({"ptrsafe.toml": re.sub(r"^#(?=[a-z\[])", "", text, flags=re.M)})
    expect(names(document(box, 1)) == [("a.go", 5)], "the examples are good")
    r = status(box, 0, "init", "--force", "--github", "--gitlab", "--pre-commit")
    expect(r.stdout.splitlines() == [b"replaced ptrsafe.toml", b"wrote .github/workflows/ptrsafe.yml", b"wrote .gitlab/ptrsafe.yml", b"wrote .pre-commit-config.yaml"], "all", r)
    expect((box.dir / "ptrsafe.toml").read_text() == text, "replaced")


if __name__ == "__main__":
    chosen = sys.argv[2:]
    sys.exit(run_tests([f for f in TESTS if not chosen or f.__name__ in chosen]))
