#!/usr/bin/env python3
"""`go vet -vettool` beside `check`: what the units find must be a part of what the whole program shows.

usage: run.py BINARY                 the example, files with cgo, tags, what go does not say
       run.py BINARY NAME...         programs of tests/corpus (fetch.sh fetches them), with the packages of their modules

A unit sees one package; what its importers could say is not known to it. So it may miss findings, which are counted and listed, but none may be its
own. Then each unit is asked once more, as go would if its own cache had been emptied: all must be answered from our cache of outcomes.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


WRAPPER = """#!/bin/sh
# Keeps the settings and the environment that go hands out; go takes it for a tool that it has never seen.
for last; do :; done
case $last in
-V=full) echo "ptrsafe version devel buildID=$(echo "$UNITS" | tr / _)"; exit;;
*.cfg) kept=$(mktemp "$UNITS/XXXXXXXX.cfg"); cp "$last" "$kept"; env -0 >"$kept.env";;
esac
exec "$BINARY" "$@"
"""


def findings_of_vet(tool, base, patterns, environment):
    """{(rule, file, line, column)}"""
    run = subprocess.run(["go", "vet", "-json", "-vettool", tool, "-rules=all", *patterns], cwd=base, capture_output=True, text=True, env=environment)
    if run.returncode:
        sys.exit(f"go vet in {base}: exit status {run.returncode}\n{run.stderr[-2000:]}")
    found, decoder, at = set(), json.JSONDecoder(), 0
    while (brace := run.stdout.find("{", at)) >= 0:
        document, at = decoder.raw_decode(run.stdout, brace)
        for unit in document.values():
            for rule, diagnostics in unit.items():
                for d in diagnostics:
                    file, line, column = re.fullmatch(r"(.*):(\d+):(\d+)", d["posn"]).groups()
                    found.add((rule, file, int(line), int(column)))
    return found


def ask_again(binary, units):
    """Seconds for all units that are no mere dependencies."""
    seconds = 0
    for file in units.glob("*.cfg"):
        settings = json.loads(file.read_text())
        if settings["VetxOnly"]:
            continue
        settings.update(VetxOutput=str(units / "facts"), Stdout=str(units / "out"))
        file.write_text(json.dumps(settings))
        environment = dict(e.split("=", 1) for e in pathlib.Path(f"{file}.env").read_text().split("\0") if e)
        start = time.monotonic()
        run = subprocess.run([binary, "-json", "-rules=all", file], capture_output=True, text=True, env=environment)
        seconds += time.monotonic() - start
        if run.returncode:
            sys.exit(f"{settings['ID']}: exit status {run.returncode}\n{run.stderr}")
    return seconds


def findings_of_check(binary, base, patterns, environment):
    run = subprocess.run([binary, "check", "--rules=all", "--format=json", *patterns], cwd=base, capture_output=True, text=True, env=environment)
    if run.returncode not in (0, 1, 3):
        sys.exit(f"check in {base}: exit status {run.returncode}\n{run.stderr[-2000:]}")
    return {(f["rule"], os.path.join(base, f["file"]), f["line"], f["column"]) for f in json.loads(run.stdout)["findings"]}


def records(cache):
    # What is written anew is another file.
    return {p: p.stat().st_ino for p in pathlib.Path(cache).rglob("run-*")}


def compare(binary, name, base, patterns):
    with tempfile.TemporaryDirectory() as temp:
        temp = pathlib.Path(temp)
        (temp / "units").mkdir()
        (temp / "tool").write_text(WRAPPER)
        (temp / "tool").chmod(0o755)
        environment = {**os.environ, "GOFLAGS": "", "GOWORK": "off", "GOTOOLCHAIN": "local", "PTRSAFE_CACHE": str(temp / "cache"),
                       "UNITS": str(temp / "units"), "BINARY": binary}
        whole = findings_of_check(binary, base, patterns, environment)
        units = findings_of_vet(str(temp / "tool"), base, patterns, environment)
        kept = records(temp / "cache")
        seconds = ask_again(binary, temp / "units")
        again = records(temp / "cache")
        asked = sum(not json.loads(f.read_text())["VetxOnly"] for f in (temp / "units").glob("*.cfg"))
    own = sorted(units - whole)
    missing = sorted(whole - units)
    for f in own:
        print(f"{name}: only the unit finds {f[0]} at {f[1]}:{f[2]}:{f[3]}")
    for f in missing:
        print(f"{name}: the unit does not find {f[0]} at {f[1]}:{f[2]}:{f[3]}")
    if kept != again:
        print(f"{name}: {len(set(again.items()) - set(kept.items()))} units were not answered from the cache")
    print(f"{name}: check {len(whole)}, units {len(units)}, missing {len(missing)}, own {len(own)}; {asked} units, asked again {seconds:.2f} s", flush=True)
    return not own and kept == again and asked > 0


CGO = {
    "go.mod": "module example.com/m\n\ngo 1.22\n",
    "a.go": 'package m\n\n// int one(void) { return 1; }\nimport "C"\n\nfunc One() int { return int(C.one()) }\n\nfunc F() {\n\tvar m map[string]int\n\tm["a"] = 1\n}\n',
    "b.go": 'package m\n\nfunc G() {\n\tvar m map[string]int\n\tm["a"] = 1\n}\n',
}


def write(folder, files):
    for name, text in files.items():
        path = pathlib.Path(folder) / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)


def files_with_cgo(binary):
    """go names what cgo made of them; the findings are those of the sources."""
    with tempfile.TemporaryDirectory() as temp:
        write(temp, CGO)
        if subprocess.run(["go", "build", "."], cwd=temp, capture_output=True, env={**os.environ, "CGO_ENABLED": "1"}).returncode:
            print("skipped: cgo, there is no C compiler")
            return True
        found = findings_of_vet(binary, temp, ["."], {**os.environ, "CGO_ENABLED": "1"})
        wanted = {("nil-map-write", os.path.join(temp, "a.go"), 10, 2), ("nil-map-write", os.path.join(temp, "b.go"), 5, 2)}
        if found != wanted:
            print(f"cgo: {sorted(found)} for {sorted(wanted)}")
        return found == wanted


TAGGED = {
    "go.mod": CGO["go.mod"],
    "a/on.go": "//go:build fast && !slow\n\npackage a\n\nconst N = 1\n\nfunc F() {\n\tvar m map[int]int\n\tm[1] = 1\n}\n",
    "a/off.go": "// +build !fast\n\npackage a\n\nconst M = 1\n\nfunc F() {\n\tvar m map[int]int\n\tm[1] = 1\n}\n",
    "a/gen.go": "//go:build ignore\n\npackage main\n",
    "b/b.go": 'package b\n\nimport "example.com/m/a"\n\nconst N = a.N\n',
    "c/c.go": 'package c\n\nimport "example.com/m/b"\n\nfunc F() {\n\tvar m map[int]int\n\tm[1] = b.N\n}\n',
    "d/race.go": "//go:build race\n\npackage d\n\nfunc F() {\n\tvar m map[int]int\n\tm[1] = 1\n}\n",
    "d/d.go": "package d\n",
}


def tags_of_the_command_line(binary):
    """go does not hand on -tags and -race: they are seen in the files that it names, and in the facts of what a package imports."""
    good = True
    for flags, packages, wanted in (["-tags=fast"], ["./c"], {"c/c.go:7"}), (["-tags=fast,other"], ["./..."], {"a/on.go:9", "c/c.go:7"}), ([], ["./a", "./d"], {"a/off.go:9"}), (["-race"], ["./d"], {"d/race.go:7"}):
        with tempfile.TemporaryDirectory() as temp:
            write(temp, TAGGED)
            found = {f"{os.path.relpath(file, temp)}:{line}" for _, file, line, _ in findings_of_vet(binary, temp, [*flags, *packages], {**os.environ, "GOFLAGS": "", "GOWORK": "off", "CGO_ENABLED": "1"})}
        if found != wanted:
            print(f"go vet {' '.join(flags)}: {sorted(found)} for {sorted(wanted)}")
            good = False
    return good


def packages_below_first(binary):
    """A package that an importer was asked for before is asked about all the same."""
    with tempfile.TemporaryDirectory() as temp:
        write(temp, {**TAGGED, "b/b.go": 'package b\n\nimport "example.com/m/a"\n\nconst N = a.M\n'})
        counts = [len(findings_of_vet(binary, temp, [package], {**os.environ, "GOFLAGS": "", "GOWORK": "off"})) for package in ("./c", "./a", "./a")]
        if counts != [1, 1, 1]:
            print(f"an importer, what it imports, that once more: {counts} findings")
        return counts == [1, 1, 1]


def what_go_does_not_say(binary):
    good = True
    with tempfile.TemporaryDirectory() as temp:
        file = pathlib.Path(temp) / "vet.cfg"
        for text in ("", "[]", "null", '{"VetxOutput": 3}', '{"GoFiles": [3]}', '{"GoFiles": "a.go"}', '{"Dir": {}}', '{"VetxOnly": "no"}', '{"ID": null}'):
            file.write_text(text)
            run = subprocess.run([binary, file], capture_output=True, text=True)
            if run.returncode != 2 or "no file of settings" not in run.stderr:
                print(f"settings {text!r}: status {run.returncode}, {run.stderr!r}")
                good = False
        # Fixes are tried on the whole program, and go wants them in an archive.
        file.write_text(json.dumps({"Dir": temp, "GoFiles": [f"{temp}/a.go"], "ID": "x"}))
        for flags, words in (["-fix"], "ptrsafe check --fix"), (["-fix", "-diff"], "ptrsafe check --fix"), (["-c=2"], "-c is no flag"), (["--baseline=b"], "no flag"):
            run = subprocess.run([binary, *flags, file], capture_output=True, text=True)
            if run.returncode != 2 or words not in run.stderr:
                print(f"{flags}: status {run.returncode}, {run.stderr!r}")
                good = False
    return good


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    if not shutil.which("go"):
        print("skipped: there is no go command")
        return 0
    binary = os.path.realpath(sys.argv[1])
    good = True
    if len(sys.argv) == 2:
        good = compare(binary, "example", str(ROOT / "examples/orders"), ["./..."]) & files_with_cgo(binary) & tags_of_the_command_line(binary) & packages_below_first(binary) & what_go_does_not_say(binary)
    packages = dict(line.split("\t")[:2] for line in (HERE.parent / "corpus/packages.txt").read_text().splitlines() if line and line[0] != "#")
    for name in sys.argv[2:]:
        good &= compare(binary, name, str(HERE.parent / "corpus" / name), packages[name].split())
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
