#!/usr/bin/env python3
"""Tests of the command line as a user meets it: exit status, formats, flags, files that are not what they seem.

usage: run.py BINARY [--findings | TEST...]    (--findings: only the tests that want a finding; none: all others)
"""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

BINARY = os.path.abspath(sys.argv[1])
TESTS = []
FINDINGS = []


def test(f):
    TESTS.append(f)
    return f


def finding_test(f):
    """Of a rule's finding, and so of more than the command line."""
    FINDINGS.append(f)
    return f


class Skipped(Exception):
    """What a test needs is not here."""


class Sandbox:
    """A directory with a module in it."""

    def __init__(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="ptrsafe-cli-"))

    def write(self, files):
        for name, text in files.items():
            path = self.dir / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self

    def run(self, *args, timeout=60, env=None, **more):
        variables = {k: v for k, v in os.environ.items() if not k.startswith("GO") or k == "GOROOT"}
        variables.update({"GOENV": "off", "GOTOOLCHAIN": "local", **(env or {})})
        more.setdefault("cwd", self.dir)
        return subprocess.run([BINARY, *args], capture_output=True, timeout=timeout, env=variables, **more)

    def close(self):
        subprocess.run(["chmod", "-R", "u+rwx", str(self.dir)], check=False)
        shutil.rmtree(self.dir, ignore_errors=True)


GOOD = {"go.mod": "module example.com/m\n\ngo 1.22\n", "a.go": "package m\n\nfunc F(x int) int { return x }\n"}
BAD = {
    "go.mod": "module example.com/m\n\ngo 1.22\n",
    "a.go": 'package m\n\nvar x int = "s"\n\nfunc f() {\n\ty := 1\n}\n',
}
NIL_MAP = {
    "go.mod": "module example.com/m\n\ngo 1.22\n",
    "a.go": "package m\n\nfunc F() {\n\tvar m map[string]int\n\tm[\"a\"] = 1\n}\n",
}


def expect(condition, what, result=None):
    if not condition:
        text = ""
        if result is not None:
            text = f"\n  status {result.returncode}\n  stdout {result.stdout[:600]!r}\n  stderr {result.stderr[:600]!r}"
        raise AssertionError(what + text)


def status(box, wanted, *args, **more):
    result = box.run(*args, **more)
    expect(result.returncode == wanted, f"{' '.join(map(str, args))}: exit status {wanted} wanted", result)
    return result


@test
def version(box):
    r = status(box, 0, "version")
    expect(b"go1.27" in r.stdout and r.stdout.startswith(b"ptrsafe "), "version names itself and the languages", r)


@test
def types_without_errors(box):
    box.write(GOOD)
    r = status(box, 0, "types", "./...")
    expect(r.stdout == b"" and r.stderr == b"", "silence", r)


@test
def types_with_errors(box):
    box.write(BAD)
    r = status(box, 1, "types")
    expect(r.stdout.decode() ==
           'a.go:3:13: cannot use "s" (untyped string constant) as int value in variable declaration\n'
           "a.go:6:2: declared and not used: y\n", "the words, positions and order of go/types", r)


@test
def types_json(box):
    box.write(BAD)
    r = status(box, 1, "types", "--format=json")
    doc = json.loads(r.stdout)
    expect(doc["version"] == 1 and doc["findings"] == [], "document", r)
    first = doc["errors"][0]
    expect((first["file"], first["line"], first["column"]) == ("a.go", 3, 13) and "untyped string" in first["message"], "errors", r)
    expect(set(doc["stats"]) >= {"packages", "files", "lines", "wall_ms", "peak_rss_kb"}, "stats", r)


EXPLAINED = {
    "go.mod": "module m\n\ngo 1.24\n",
    "a.go": """package m

type T struct {
	name string
	big  [20]int64
}

var all = map[string]*T{}

func Add(name string) {
	t := T{name: name}
	all[name] = &t
}

func Big(key [20]int64) map[[20]int64]int32 {
	return map[[20]int64]int32{key: 1}
}
""",
}


@test
def explain_a_place(box):
    box.write(EXPLAINED)
    r = status(box, 0, "explain", "a.go:12")
    for words in (b"all map[string]*m.T (declared at a.go:8:5", b"holds &t of a.go:12:14, heap, 176 bytes", b"&t  *T: 8 bytes, aligned to 8, pointers in 1 of 1 word; points to 176 bytes, pointers in 1 of 22 words"):
        expect(words in r.stdout, words.decode(), r)
    r = status(box, 0, "explain", "a.go:11:2")
    expect(b"moved to heap: t (176 bytes)\n    " in r.stdout, "what is on the heap, and why", r)
    r = status(box, 0, "explain", "a.go:16:30")
    expect(b"each key is an object of its own" in r.stdout, "what an entry takes where keys are large", r)
    r = status(box, 0, "explain", "a.go:2")
    expect(r.stdout.startswith(b"nothing is known"), "an empty line", r)


@test
def a_setting_is_no_unit_of_go_vet(box):
    """The protocol of `go vet -vettool` ends with a .cfg file, too."""
    box.write(GOOD).write({"my.cfg": "generated = true\n"})
    status(box, 0, "check", "--config", "my.cfg")
    r = status(box, 2, "gone.cfg")
    expect(b"gone.cfg" in r.stderr, "a unit that is not there", r)


@test
def explain_a_rule(box):
    r = status(box, 0, "explain", "nil-map-write")
    expect(r.stdout.startswith(b"# nil-map-write"), "the page", r)
    r = status(box, 2, "explain", "nil-map-writes")
    expect(b"neither a rule nor FILE:LINE" in r.stderr, "no such rule", r)
    r = status(box, 2, "explain", "gone.go:3")
    expect(b"there is no such file" in r.stderr, "no such file", r)
    r = status(box, 2, "explain")
    expect(r.stderr != b"", "the subject is required", r)


@test
def paths_outside_are_absolute(box):
    box.write({f"m/{k}": v for k, v in BAD.items()}).write({"other/x": ""})
    r = status(box, 1, "types", "-C", "m")
    expect(r.stdout.startswith(b"a.go:3:13"), "-C changes what paths are relative to", r)
    r = status(box, 1, "types", str(box.dir / "m"), cwd=box.dir / "m")
    expect(r.stdout.startswith(b"a.go:3:13"), "absolute directory", r)


@test
def max_errors(box):
    box.write({"go.mod": "module m\n\ngo 1.22\n", "a.go": "package m\n" + "".join(f"var x{i} int = true\n" for i in range(30))})
    r = status(box, 1, "types")
    lines = r.stdout.decode().splitlines()
    expect(len(lines) == 11 and lines[-1].endswith("too many errors"), "ten errors, then too many errors", r)
    r = status(box, 1, "types", "--max-errors", "0")
    expect(len(r.stdout.splitlines()) == 30, "all errors", r)
    r = status(box, 1, "types", "--max-errors=3")
    expect(len(r.stdout.splitlines()) == 4, "three errors", r)


@test
def file_list_and_lang(box):
    box.write({"x_windows.go": "//go:build never\n\npackage main\n\nfunc main() { for range 10 { } }\n"})
    status(box, 0, "types", "x_windows.go")
    r = status(box, 1, "types", "--lang", "go1.20", "x_windows.go")
    expect(b"cannot range over 10" in r.stdout, "range over int needs go1.22", r)


@test
def error_in_dependency(box):
    box.write({"go.mod": "module m\n\ngo 1.22\n", "a/a.go": 'package a\n\nimport "m/b"\n\nvar X = b.Y\n', "b/b.go": "package b\n\nvar Y undefined\n"})
    r = status(box, 3, "types", "./a")
    expect(b"b.go:3:7" in r.stderr and r.stdout == b"", "named on stderr", r)
    status(box, 1, "types", "./...")


@test
def missing_import(box):
    box.write({"go.mod": "module m\n\ngo 1.22\n", "a.go": 'package m\n\nimport _ "example.com/absent/x"\n'})
    r = status(box, 1, "types")
    expect(b"example.com/absent/x" in r.stdout + r.stderr and b"go get" in r.stdout + r.stderr, "the command that would fetch it", r)


@test
def unknown_packages(box):
    box.write(GOOD)
    r = status(box, 3, "types", "./absent")
    expect(b"absent" in r.stderr, "named on stderr", r)
    r = status(box, 3, "types", "example.com/m/absent")
    expect(b"absent" in r.stderr, "named on stderr", r)


@test
def pattern_that_matches_nothing(box):
    box.write({"go.mod": "module m\n\ngo 1.22\n", "doc.txt": "no go here"})
    r = status(box, 0, "types", "./...")
    expect(b"no packages" in r.stderr, "a warning", r)


@test
def switch_over_what_is_missing(box):
    """Values of packages that are not there have no type."""
    box.write({**GOOD, "b.go": "package m\n\nimport \"example.com/missing\"\n\nfunc G(err error) int {\n\tswitch c := missing.Code(err); c {\n"
               "\tcase missing.OK, 3, nil:\n\t\treturn 1\n\t}\n\tswitch missing.X(err) {\n\tcase missing.A, 1:\n\t}\n\treturn 0\n}\n"})
    status(box, 3, "check")


@test
def objects_of_what_is_missing(box):
    """… and new makes nothing of them."""
    box.write({**GOOD, "b.go": "package m\n\nimport (\n\t\"net/http\"\n\n\t\"example.com/missing\"\n)\n\nvar kept = map[string]*missing.Batch{}\nvar seen = map[string]int{}\n\n"
               "func G(w http.ResponseWriter, r *http.Request) {\n\tb := new(missing.Batch)\n\tb.Reset()\n\tkept[r.URL.Path] = b\n\tseen[r.URL.Path]++\n}\n"})
    r = box.run("check", "--rules=all", "--no-cache")
    expect(r.returncode in (1, 3), "checked as far as it can be", r)


@test
def wrong_calls(box):
    box.write(GOOD)
    for args, words in (
            (["types", "--max-eror", "3"], "unknown flag --max-eror; did you mean --max-errors?"),
            (["types", "--no-such-flag"], "unknown flag --no-such-flag"),
            (["typs"], "unknown command `typs`; did you mean `types`?"), (["frobnicate"], "it is one of check, maps, escape, explain, types, init, version"),
            ([], "a command is missing"), (["--stats", "types"], "the command comes first"),
            (["types", "--rules", "all"], "--rules is a flag of `check`"),
            (["types", "--format=yaml"], "yaml is none of text, json"), (["types", "--format=jsn"], "did you mean json?"),
            (["types", "-C", "absent"], "absent"), (["types", "-j", "x"], "-j: x is no number"), (["types", "-j", "0"], "from 1 to 256"),
            (["types", "--max-errors", "-1"], "-1 is no number"), (["types", "--output"], "--output"),
            (["types", "--tests=maybe"], "--tests = maybe: a flag of this kind is true or false"), (["explain"], "explain what? It takes RULE|FILE"), (["completion"], "It takes bash|zsh|fish"), (["types", "--mod", "gopath"], "none of mod, vendor, readonly"),
            (["types", "--lang", "1.20", "a.go"], "1.20 is no language version; write it as go1.21"),
            (["types", "--goos", "plan10"], "plan10/"), (["check", "--matrix=linux/amd64", "--goos=windows"], "leave out --goos"), (["explain", "a.go:0"], "a.go:0: lines and columns are counted from 1"),
            (["explain", "a.go:3:0"], "counted from 1"), (["explain", "b.go:0"], "no such file"), (["types", "--goroot", "."], "no Go tree there"),
            (["check", "--rules", "no-such-rule"], "no-such-rule"), (["check", "--rules", "nil-map-valu"], "did you mean nil-map-value?"),
            (["check", "--disable", "nil-map-valu"], "did you mean nil-map-value?"), (["explain", "nil-map-valu"], "did you mean nil-map-value?"),
            *((["check", *flag], f"{flag[0].rstrip('=')}: is empty (a variable that is not set?)")
              for name in ("--output", "--diff", "--baseline", "--write-baseline", "--config", "--matrix", "--rules") for flag in ((name, ""), (name + "=", "./..."))), (["check", "--show", "maybe"], "proven, likely, possible")):
        r = status(box, 2, *args)
        expect(words in r.stderr.decode() and not r.stdout, f"{args}: {words!r} on stderr", r)


@test
def several_configurations(box):
    """--matrix and --config are flags of all commands that load packages; what is not in all configurations names those that have it."""
    box.write({"go.mod": GOOD["go.mod"], "a.go": "package m\n\ntype T struct{ n int }\n\nfunc F() *T { return &T{} }\n",
               "a_windows.go": "package m\n\nvar w int = \"\"\n", "b_linux.go": "package m\n\nfunc G() *T { return new(T) }\n\nvar l int = \"\"\n"})
    matrix = "--matrix=linux/amd64,windows/amd64,linux/arm64+x"
    r = status(box, 1, "types", matrix)
    expect([line.split(": ", 1)[0] for line in r.stdout.decode().splitlines()] == ["a_windows.go:3:13", "b_linux.go:5:13"], "the union", r)
    expect(r.stdout.decode().count("(in linux/amd64 linux/arm64+x)") == 1 and r.stdout.decode().count("(in windows/amd64)") == 1, "with names", r)
    box.write({"a_windows.go": "package m\n", "b_linux.go": "package m\n\nfunc G() *T { return new(T) }\n"})
    r = status(box, 0, "escape", matrix)
    expect(r.stdout.decode() == "a.go:5:22: &T{} escapes to heap\nb_linux.go:3:25: new(T) escapes to heap (in linux/amd64 linux/arm64+x)\n", "of escape", r)
    expect([d["message"] for d in json.loads(status(box, 0, "escape", matrix, "--format=json").stdout)["packages"][0]["decisions"]] ==
           ["&T{} escapes to heap", "new(T) escapes to heap (in linux/amd64 linux/arm64+x)"], "in JSON")
    alone = status(box, 0, "explain", "a.go:5").stdout
    r = status(box, 0, "explain", "a.go:5", matrix)
    expect(r.stdout == b"in linux/amd64 windows/amd64 linux/arm64+x\n\n" + alone, "what all say is said once", r)
    r = status(box, 0, "explain", "b_linux.go:3", matrix)
    expect(r.stdout.startswith(b"in linux/amd64 linux/arm64+x\n\n"), "those that have the file", r)
    box.write({"good.toml": "", "bad.toml": "exclud = []\n"})
    for command in (["types"], ["escape"], ["explain", "a.go:5"], ["maps"], ["check"]):
        status(box, 0, *command, "--config=good.toml")
        r = status(box, 2, *command, "--config=bad.toml")
        expect(r.stderr == b"bad.toml:1:1: unknown key exclud; did you mean exclude?\n", f"{command}: what is wrong is said", r)
        status(box, 2, *command, "--matrix=linux")


@test
def wrong_settings(box):
    box.write(GOOD)
    for name, value, words in (("GO111MODULE", "off", b"GO111MODULE=off"), ("GOOS", "plan10", b"plan10/"), ("GOFLAGS", "tags", b"GOFLAGS"),
                               ("GOFLAGS", "-mod=gopath", b"-mod=gopath"), ("GOROOT", "/nowhere", b"/nowhere"), ("GOWORK", "x", b"GOWORK")):
        for command in ("types", "check"):
            r = status(box, 2, command, env={name: value})
            expect(words in r.stderr, f"{name}={value}: says why", r)


@test
def go_style_flags(box):
    box.write({**BAD, "t.go": "//go:build extra\n\npackage m\n\nvar t int = true\n"})
    r = status(box, 1, "types", "-tags", "extra", "-max-errors=1", ".", "-j=2")
    expect(r.stdout.decode().splitlines()[1].endswith("too many errors"), "one dash or two, before packages or after", r)
    r = status(box, 1, "types", "--format=json", "--format=text")
    expect(r.stdout.startswith(b"a.go:3:13: "), "the last of a repeated flag counts", r)


@test
def help_texts(box):
    for args in (["--help"], ["help"], ["types", "--help"], ["help", "types"], ["check", "-h"]):
        r = status(box, 0, *args)
        expect(r.stdout and not r.stderr and b"Exit status" in r.stdout, f"{args}: help", r)
    text = status(box, 0, "help", "types").stdout.decode()
    for flag in ("-C", "--tags", "--goos", "--goarch", "--tests", "--mod", "-j", "--color", "--format", "--output", "--progress",
                 "--stats", "--goroot", "--lang", "--fake-import-c", "--max-errors"):
        expect(flag + " " in text, f"help names {flag}")


@test
def color(box):
    box.write(BAD)
    r = status(box, 1, "types", "--color=always")
    expect(r.stdout.startswith(b"\x1b[1ma.go:3:13:\x1b[0m cannot use"), "the position is bold", r)
    expect(b"\x1b" not in status(box, 1, "types", "--color=auto").stdout, "no colour for a pipe")


@test
def progress(box):
    box.write(GOOD)
    r = status(box, 0, "types", "--progress=always")
    expect(b"type-checking" in r.stderr and not r.stdout, "on stderr", r)


@test
def order_of_errors(box):
    """By file, line and column, whatever package and thread they come from."""
    files = {"go.mod": "module m\n\ngo 1.22\n"}
    names = ["a/a.go", "a/b/b.go", "a/c.go", "a-b/x.go", "z.go"]
    for name in names:
        files[name] = "package p\n\nvar _ int = true\nvar _ bool = 1\n"
    box.write(files)
    r = status(box, 1, "types", "-j1", "./...")
    places = [line.split(": ")[0] for line in r.stdout.decode().splitlines()]
    expected = [f"{name}:{line}" for name in sorted(names) for line in (3, 4)]
    expect([p.rsplit(":", 1)[0] for p in places] == expected, f"{places}", r)
    for jobs in ("2", "8"):
        expect(box.run("types", "-j", jobs, "./...").stdout == r.stdout, "the same for any -j")


@test
def continuation_lines(box):
    box.write({"go.mod": "module m\n\ngo 1.22\n", "a.go": "package m\n\nfunc f() {}\n\nfunc f() {}\n"})
    r = status(box, 1, "types")
    lines = r.stdout.decode().splitlines()
    expect(len(lines) == 2 and lines[1].startswith("\t"), "continuation lines begin with a tab", r)


@test
def fake_import_c(box):
    box.write({"a.go": 'package p\n\nimport "C"\n\nvar x C.int = C.y\nvar z int = true\n'})
    r = status(box, 1, "types", "--fake-import-c", "a.go")
    expect(len(r.stdout.splitlines()) == 1 and b"a.go:6:13" in r.stdout, "C passes unchecked, the rest does not", r)


@test
def several_imports_of_c(box):
    """As cmd/cgo takes them; not of other packages."""
    box.write({"a.go": 'package p\n\nimport "C"\nimport "C"\n\nvar x = C.y\n'})
    status(box, 0, "types", "--fake-import-c", "a.go")
    box.write({"a.go": 'package p\n\nimport "fmt"\nimport "fmt"\n\nvar x = fmt.Sprint()\n'})
    status(box, 1, "types", "--fake-import-c", "a.go")


@test
def untidy_modules(box):
    """What the go command would refuse is said once, and does not change the exit status."""
    box.write({"go.mod": "module m\n\ngo 1.21\n\nrequire x.y/z v0.0.0\n\nreplace x.y/z => ./z\n", "a.go": 'package m\n\nimport _ "x.y/z"\n',
               "z/go.mod": "module x.y/z\n\ngo 1.22\n", "z/z.go": "package z\n"})
    r = status(box, 0, "types")
    expect(r.stderr.count(b"updates to go.mod needed") == 1 and b"go mod tidy" in r.stderr, "one warning", r)


@test
def future_go(box):
    """One warning for versions above 1.27, whose rules are used: of --lang, of go.mod, of GOROOT (here all at once)."""
    box.write({"go.mod": "module m\n\ngo 1.40\n", "a.go": "package m\n\nvar x int = true\n", "root/VERSION": "go1.40.0\n"})
    goroot = pathlib.Path(shutil.which("go") or "/usr/local/go/bin/go").resolve().parent.parent
    for name in ("src", "go.env"):
        os.symlink(goroot / name, box.dir / "root" / name)
    for args in (["."], ["./..."], ["a.go"], ["--lang", "go1.41", "a.go"]):
        r = status(box, 1, "types", *args, env={"GOROOT": str(box.dir / "root")})
        expect(r.stderr.count(b"warning") == 1 and b"go1.27, whose rules are used" in r.stderr, f"{args}: one warning", r)
        expect(r.stdout.startswith(b"a.go:3:13"), "and on it goes", r)


@finding_test
def check_finds(box):
    box.write(NIL_MAP)
    r = status(box, 1, "check")
    expect(b"a.go:5" in r.stdout and b"nil-map-write" in r.stdout, "the finding", r)
    status(box, 0, "check", "--fail-on", "never")
    status(box, 0, "check", "--disable", "nil-map-write,nil-map-value")
    r = status(box, 1, "check", "--format", "json")
    doc = json.loads(r.stdout)
    found = doc["findings"][0]
    for key in ("rule", "confidence", "file", "line", "column", "end_line", "end_column", "message", "witness", "fingerprint", "fixes", "suppressed"):
        expect(key in found, f"key {key}", r)
    expect(found["rule"] == "nil-map-write" and found["line"] == 5, "rule and line", r)


@finding_test
def example_service(box):
    """The example shows each of the first five rules once, at the lines that say so."""
    orders = pathlib.Path(__file__).resolve().parents[2] / "examples" / "orders"
    wanted = set()
    for path in orders.rglob("*.go"):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            _, marker, rule = line.partition("// want ")
            if marker and not line.startswith("//"):
                wanted.add((str(path.relative_to(orders)), number, rule))
    expect(len(wanted) == 5, f"five marked lines: {wanted}")
    r = status(box, 0, "types", "./...", cwd=orders)
    r = status(box, 1, "check", "--format=json", cwd=orders)
    found = {(f["file"], f["line"], f["rule"]) for f in json.loads(r.stdout)["findings"]}
    expect(found == wanted, f"missed {wanted - found}, spurious {found - wanted}", r)


@test
def check_of_a_broken_program(box):
    box.write(BAD)
    r = status(box, 3, "check")
    expect(b"a.go:3:13" in r.stderr, "the error on stderr", r)


@finding_test
def check_findings_win_over_errors(box):
    files = dict(NIL_MAP)
    files["b/b.go"] = "package b\n\nvar Y int = true\n"
    box.write(files)
    status(box, 1, "check", "./...")


@test
def output_file(box):
    box.write(BAD).write({"out/keep": ""})
    r = status(box, 1, "types", "--output", "out/result.txt")
    expect(r.stdout == b"", "nothing on stdout", r)
    expect((box.dir / "out/result.txt").read_text().startswith("a.go:3:13"), "the result in the file", r)
    expect(sorted(p.name for p in (box.dir / "out").iterdir()) == ["keep", "result.txt"], "nothing left beside it", r)
    r = status(box, 2, "types", "--output", "absent/result.txt")
    expect(b"absent" in r.stderr, "says why", r)


@test
def closed_stdout(box):
    box.write({"go.mod": "module m\n\ngo 1.22\n", "a.go": "package m\n" + "".join(f"var x{i} int = true\n" for i in range(20000))})
    read, write = os.pipe()
    os.close(read)
    p = subprocess.run([BINARY, "types", "--max-errors=0"], cwd=box.dir, stdout=write, stderr=subprocess.PIPE, timeout=60)
    os.close(write)
    expect(p.returncode >= 0 and p.returncode != 4, f"no signal, no internal error: {p.returncode} {p.stderr[:200]!r}")
    with open("/dev/full", "w") as full:
        p = subprocess.run([BINARY, "types", "--max-errors=0"], cwd=box.dir, stdout=full, stderr=subprocess.PIPE, timeout=60)
    expect(p.returncode == 2 and p.stderr, f"a full disk is said and is no success: {p.returncode} {p.stderr[:200]!r}")


@test
def interrupted(box):
    box.write(GOOD)
    os.mkfifo(box.dir / "slow")
    # Long enough to be interrupted: all of std and cmd.
    p = subprocess.Popen([BINARY, "types", "-j1", "std", "cmd"], cwd=box.dir, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.15)
    if p.poll() is None:
        p.send_signal(signal.SIGINT)
        expect(p.wait(timeout=20) == 130, f"exit status 130 wanted, not {p.returncode}")


@test
def line_directives(box):
    box.write({"go.mod": "module m\n\ngo 1.22\n", "a.go": "package m\n\n//line gen.y:70\nvar x int = true\n"})
    r = status(box, 1, "types")
    expect(r.stdout.startswith(b"gen.y:70"), "text honours //line", r)
    doc = json.loads(status(box, 1, "types", "--format=json").stdout)
    expect((doc["errors"][0]["file"], doc["errors"][0]["line"]) == ("a.go", 4), "JSON gives physical positions")


@test
def several_modules(box):
    box.write({f"one/{k}": v for k, v in BAD.items()}).write({f"two/{k}": v for k, v in GOOD.items()})
    r = status(box, 1, "types", "./...")
    expect(b"one/a.go:3:13" in r.stdout, "each go.mod below is a program of its own", r)


@test
def tags_and_tests(box):
    box.write(GOOD).write({
        "t.go": "//go:build extra\n\npackage m\n\nvar t int = true\n",
        "m_test.go": "package m\n\nvar u int = true\n",
        "x_test.go": "package m_test\n\nvar v int = true\n"})
    r = status(box, 1, "types")
    expect(b"m_test.go" in r.stdout and b"x_test.go" in r.stdout and b"t.go:5" not in r.stdout, "tests, no tag", r)
    status(box, 0, "types", "--tests=false")
    r = status(box, 1, "types", "--tests=false", "--tags", "extra")
    expect(r.stdout.startswith(b"t.go:5:13"), "tag", r)
    r = status(box, 0, "types", "--tests=false", "--goos=windows")


@test
def stats(box):
    box.write(GOOD)
    r = status(box, 0, "types", "--stats")
    expect(b"lines" in r.stderr and b"peak" in r.stderr and r.stdout == b"", "figures on stderr", r)


@test
def strange_files(box):
    box.write(GOOD).write({
        "nul/a.go": b"package p\n\x00var x int\n",
        "bom/a.go": b"\xef\xbb\xbfpackage p\n",
        "bom2/a.go": b"package p\n\xef\xbb\xbfvar x int\n",
        "utf/a.go": b"package p\nvar s = \"\xff\"\nvar \xff int\n",
        "empty/a.go": b"",
        "binary/a.go": bytes(range(256)) * 50,
        "nopackage/a.go": b"// nothing here\n",
        "two/a.go": b"package a\n", "two/b.go": b"package b\n"})
    for name in ("nul", "bom2", "utf", "empty", "binary", "nopackage", "two"):
        r = status(box, 1, "types", "./" + name, timeout=20)
        expect(name.encode() in r.stdout + r.stderr, f"{name}: an error that names it", r)
    status(box, 0, "types", "./bom")


@test
def strange_directories(box):
    box.write(GOOD)
    (box.dir / "loop").mkdir()
    os.symlink("..", box.dir / "loop/up")
    os.symlink("loop", box.dir / "linked")
    os.symlink("self.go", box.dir / "loop/self.go")
    (box.dir / "dir").mkdir()
    (box.dir / "dir/x.go").mkdir()
    r = box.run("types", "./...", timeout=20)
    expect(r.returncode in (0, 1, 3), "ends with a clear status", r)
    os.symlink("absent", box.dir / "dangling.go")
    r = box.run("types", timeout=20)
    expect(r.returncode in (1, 3) and b"dangling.go" in r.stdout + r.stderr, "a dangling link is named", r)
    (box.dir / "dangling.go").unlink()
    os.mkfifo(box.dir / "pipe.go")
    r = box.run("types", timeout=20)
    expect(r.returncode in (0, 1, 3), "a named pipe does not hang", r)
    (box.dir / "pipe.go").unlink()
    os.symlink("/dev/zero", box.dir / "zero.go")
    r = box.run("types", timeout=20)
    expect(r.returncode in (0, 1, 3), "an endless device does not hang", r)



@test
def unreadable_file(box):
    box.write(GOOD).write({"secret.go": "package m\n"})
    os.chmod(box.dir / "secret.go", 0)
    r = box.run("types", timeout=20)
    if os.geteuid() == 0:
        expect(r.returncode in (0, 1, 3), "root reads all", r)
    else:
        expect(r.returncode in (1, 3) and b"secret.go" in r.stdout + r.stderr, "named", r)


@test
def strange_go_mod(box):
    cases = {
        "huge": "module m\n\ngo 1.22\n" + "require (\n" + "".join(f"\texample.com/m{i} v1.0.0 // indirect\n" for i in range(400000)) + ")\n",
        "comment": "module m\n\ngo 1.22\n" + "// c\n" * 2000000,
        "one line": "module m\n\ngo 1.22\n//" + "x" * 20000000,
        "zeros": b"\0" * 100000,
        "random": bytes(i * 7919 % 256 for i in range(100000)),
        "open": "module m\n\ngo 1.22\nrequire (\n",
        "twice": "module m\nmodule n\n",
        "no module": "go 1.22\n",
        "bad version": "module m\n\ngo one\n",
        "quotes": "module \"m\n",
        "parens": "require (" * 10000,
        "replace": "module m\n\ngo 1.22\nreplace a => ../../../../../../../..\nreplace m => .\n",
    }
    for name, text in cases.items():
        box.write({"go.mod": text, "a.go": "package m\n"})
        start = time.monotonic()
        r = box.run("types", timeout=20)
        expect(r.returncode in (0, 1, 2, 3), f"go.mod {name}: ends with a clear status", r)
        expect(r.returncode == 0 or r.stdout or r.stderr, f"go.mod {name}: says why", r)
        expect(time.monotonic() - start < 20, f"go.mod {name}: quick", r)


@test
def strange_workspaces(box):
    box.write({"go.work": "go 1.22\nuse ./absent\nuse .\nuse ./a\n", "a/go.mod": "module a\n\ngo 1.22\n", "a/a.go": "package a\n"})
    r = box.run("types", "./a", timeout=20)
    expect(r.returncode in (0, 1, 2, 3) and (r.returncode == 0 or r.stderr), "ends with a clear status", r)
    box.write({"go.work": b"\0\xff use (" * 1000})
    r = box.run("types", "./a", timeout=20)
    expect(r.returncode in (1, 2, 3) and r.stderr + r.stdout, "a broken go.work is named", r)


def run_tests(tests):
    """Runs each in a directory of its own; the exit status."""
    passed = failed = 0
    for f in tests:
        box = Sandbox()
        try:
            f(box)
            passed += 1
        except AssertionError as e:
            failed += 1
            print(f"FAILED {f.__name__}: {e}")
        except Skipped as e:
            print(f"skipped {f.__name__}: {e}")
        except subprocess.TimeoutExpired as e:
            failed += 1
            print(f"FAILED {f.__name__}: more than {e.timeout} s: {e.cmd}")
        finally:
            box.close()
    print(f"cli: {passed} passed, {failed} failed")
    return 1 if failed else 0


def main():
    chosen = sys.argv[2:]
    selected = [f for f in TESTS + FINDINGS if f.__name__ in chosen] if chosen else TESTS
    return run_tests(FINDINGS if chosen == ["--findings"] else selected)


if __name__ == "__main__":
    sys.exit(main())
