#!/usr/bin/env python3
"""Compares the packages and files that the loader finds with those of `go list -deps -test -json`.

    compare.py LIST_BINARY [--go GO] [--dir DIR] [--goos OS] [--goarch ARCH] [--cgo 0|1] [--mod MODE] [--tags T] PATTERN...
    compare.py LIST_BINARY [--go GO] --suite [--all] [--scratch DIR] [--only NAME]

--suite is what ctest runs: small modules that try each rule, std and cmd, and the corpus programs of CI. --all takes all
corpus programs and their modules' own packages, and lets the go command download what they need.

Both sides are read as sets: import path (with " [p.test]" of test variants), directory, name, file names, module and its
language version, whether a pattern names it, and where each import leads. Not compared: the main package that `go test`
generates, and what only that package imports.
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
FIELDS = ("ImportPath,Dir,Name,GoFiles,CgoFiles,TestGoFiles,XTestGoFiles,ForTest,Standard,DepOnly,Imports,"
          "ImportMap,Incomplete,Error,Module")

# The cases are written for what this release of the go command does.
CASES_FOR_MINOR = 26
# A go.mod without a go line.
DEFAULT_GO_MINOR = 16


def decode_stream(text):
    decoder, at = json.JSONDecoder(), 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if at >= len(text):
            return
        value, at = decoder.raw_decode(text, at)
        yield value


def go_packages(go, directory, patterns, env, mod, tags, tests):
    command = [go, "list", "-e", "-pgo=off", "-deps", "-test=" + str(tests).lower(), "-json=" + FIELDS]
    if mod:
        command.append("-mod=" + mod)
    if tags:
        command.append("-tags=" + tags)
    run = subprocess.run(command + ["--"] + patterns, cwd=directory, env=env, capture_output=True, text=True)
    if not run.stdout and run.returncode != 0:
        return {}, run.stderr
    return {p["ImportPath"]: p for p in decode_stream(run.stdout)}, run.stderr


def implied(path, packages, goarch, tests):
    """What the linker adds to a program, and what the code that cgo generates imports: `go list` counts these as
    dependencies without naming them."""
    p = packages[path]
    plain, _, variant = path.partition(" ")
    names = []
    # A program of nothing but tests is none without them.
    if p.get("Name") == "main" and (tests or p.get("GoFiles") or p.get("CgoFiles")):
        names += ["runtime"] + (["math"] if goarch == "arm" else [])
    if p.get("CgoFiles"):
        names.append("unsafe")
        if not p.get("Standard") or plain not in ("runtime/cgo", "runtime/race", "runtime/msan", "runtime/asan"):
            names += ["runtime/cgo", "syscall"]
    result = {}
    for i in names:
        own = i + " " + variant
        result[i] = own if variant and own in packages else i
    return result


def go_minor(module):
    """The language version of a module; None for the standard library."""
    if not module:
        return None
    version = module.get("GoVersion") or (module.get("Replace") or {}).get("GoVersion") or "1.%d" % DEFAULT_GO_MINOR
    return int(re.match(r"1\.(\d+)", version).group(1))


def expected(packages, goarch, tests):
    """All of `go list`'s answer but the main packages that it generates for tests, and what only these import. Also what is
    left out where nothing was generated: nothing, if this script understands all dependencies."""
    def generated(p):
        return p["ImportPath"].endswith(".test") and p.get("Name") == "main" and " " not in p["ImportPath"] and any(
            f.endswith("-d") or "_testmain.go" in f for f in p.get("GoFiles") or [])

    mains = {i for i, p in packages.items() if generated(p)}
    reached, pending = set(), []
    for i, p in packages.items():
        if i in mains or p.get("DepOnly"):
            continue
        pending.append(i)
    # Tests are listed as roots of their own only by way of the generated main.
    for i in mains:
        for j in packages[i].get("Imports") or []:
            if j in packages and packages[j].get("ForTest") == packages[i].get("ForTest", i[:-5]) and (
                    j == "%s [%s]" % (i[:-5], i) or j == "%s_test [%s]" % (i[:-5], i)):
                pending.append(j)
    while pending:
        i = pending.pop()
        if i in reached or i in mains or i not in packages:
            continue
        reached.add(i)
        pending.extend(j for j in packages[i].get("Imports") or [] if j != "C")
        pending.extend(implied(i, packages, goarch, tests).values())
    unexplained = [] if mains else sorted(set(packages) - reached)
    result = {}
    for i in reached:
        p = packages[i]
        error = (p.get("Error") or {}).get("Err", "")
        if p.get("Incomplete") and not p.get("Dir"):
            continue  # stands for a package that does not exist
        if p.get("Incomplete") and not p.get("Name") and not p.get("GoFiles"):
            continue
        imports = {}
        back = {v: k for k, v in (p.get("ImportMap") or {}).items()}
        for j in p.get("Imports") or []:
            if j != "C":
                imports[back.get(j, j)] = j
        for written, j in implied(i, packages, goarch, tests).items():
            imports.setdefault(written, j)
        files = (p.get("GoFiles") or []) + (p.get("CgoFiles") or [])
        name = p.get("Name", "")
        result[i] = {"dir": p.get("Dir", ""), "name": name, "files": sorted(files), "imports": imports,
                     "for_test": p.get("ForTest", ""), "error": error, "standard": p.get("Standard", False),
                     "named": not p.get("DepOnly", False), "module": (p.get("Module") or {}).get("Path", ""),
                     "go": go_minor(p.get("Module"))}
    return result, unexplained


def ours(binary, directory, patterns, env, goos, goarch, cgo, mod, tags, goroot, tests):
    command = [binary, "-C", directory, "--tests=" + str(tests).lower()]
    for flag, value in (("--goos", goos), ("--goarch", goarch), ("--cgo", cgo), ("--mod", mod), ("--tags", tags),
                        ("--goroot", goroot)):
        if value:
            command.append("%s=%s" % (flag, value))
    start = time.time()
    run = subprocess.run(command + patterns, env=env, capture_output=True, text=True)
    elapsed = time.time() - start
    if run.returncode not in (0, 1):
        raise SystemExit("%s: status %d\n%s" % (" ".join(command + patterns), run.returncode, run.stderr))
    result = {}
    for line in run.stdout.splitlines():
        p = json.loads(line)
        if p["import_path"] in result:
            raise SystemExit("listed twice: " + p["import_path"])
        result[p["import_path"]] = {
            "dir": p["dir"], "name": p["name"], "files": sorted(p["files"]), "for_test": p["for_test"],
            "imports": {k: v for k, v in p["imports"].items() if k != "C"}, "errors": p["errors"], "standard": p["standard"], "named": p["named"], "module": p["module"],
            "go": p["go"] if p["module"] else None}
    return result, run.stderr, elapsed


def compare(go_side, our_side):
    problems = []
    for i in sorted(set(go_side) | set(our_side)):
        if i not in our_side:
            problems.append("missing: %s %s" % (i, go_side[i]["files"][:3]))
            continue
        if i not in go_side:
            problems.append("extra: %s %s" % (i, our_side[i]["files"][:3]))
            continue
        a, b = go_side[i], our_side[i]
        if a["files"] != b["files"]:
            problems.append("files of %s: only go list: %s; only ours: %s" % (
                i, sorted(set(a["files"]) - set(b["files"])), sorted(set(b["files"]) - set(a["files"]))))
        if os.path.realpath(a["dir"]) != os.path.realpath(b["dir"]):
            problems.append("directory of %s: %s, ours %s" % (i, a["dir"], b["dir"]))
        name = a["name"]
        if i.split(" ")[0].endswith("_test") and a["for_test"] and not name.endswith("_test"):
            name += "_test"
        # Without the tests nothing tells the name of a package that has nothing else.
        if name != b["name"] and not a["error"] and a["files"]:
            problems.append("name of %s: %s, ours %s" % (i, a["name"], b["name"]))
        for field in ("for_test", "standard", "module", "go", "named"):
            if i.startswith("command-line-arguments") and field in ("module", "go"):
                continue  # `go list` does not say either, and the contract asks for the enclosing go.mod
            # What `go list` does not say of tests: whether they are standard, and whether a pattern names them.
            if a[field] != b[field] and not (a["for_test"] and field in ("standard", "named")):
                problems.append("%s of %s: %r, ours %r" % (field, i, a[field], b[field]))
        for written in sorted(set(a["imports"]) | set(b["imports"])):
            x, y = a["imports"].get(written), b["imports"].get(written)
            if x is None or y is None:
                if x is None and y == "":
                    continue
                problems.append("import %s of %s: %s, ours %s" % (written, i, x, y))
            elif x != y and not (y == "" and a["error"]) and not (y == "" and x not in go_side):
                problems.append("import %s of %s: %s, ours %s" % (written, i, x, y))
    return problems


def one(args, name, directory="", patterns=(), goos="", goarch="", cgo="", mod="", tags="", extra_env=None, optional=False, skip="",
        refused=False, says=(), ours_says=(), ours_first=False, tests=True):
    """Loads one case with both and prints what differs. `refused`: the go command gives up, the loader need not. `says`: words
    that both use, in an error or a warning. `ours_first`: the go command writes to go.mod."""
    if skip:
        print("skip %-40s %s" % (name, skip), flush=True)
        return not args.all
    env = dict(os.environ)
    env.pop("PWD", None)
    env.update(extra_env or {})
    if not args.all:
        env["GOPROXY"] = "off"
    for variable, value in (("GOOS", goos), ("GOARCH", goarch), ("CGO_ENABLED", cgo)):
        if value:
            env[variable] = value
    load = lambda: ours(args.binary, directory, list(patterns), env, goos, goarch, cgo, mod, tags, args.goroot, tests)
    if ours_first:
        our_side, errors, elapsed = load()
    start = time.time()
    theirs, said = go_packages(args.go, directory, list(patterns), env, mod, tags, tests)
    go_time = time.time() - start
    if optional and not args.all and any(not p.get("Dir") and p.get("Incomplete") for p in theirs.values()):
        print("skip %-40s modules are missing from the cache" % name, flush=True)
        return True
    if not ours_first:
        our_side, errors, elapsed = load()
    problems = []
    if not refused:
        go_side, unexplained = expected(theirs, goarch or env.get("GOARCH", ""), tests)
        problems = compare(go_side, our_side) + ["not compared: " + i for i in unexplained]
    elif theirs and not any(p.get("Error") for p in theirs.values()):
        problems.append("the go command does not refuse this")
    if refused and not our_side and not errors:
        problems.append("nothing was loaded, and nothing said")
    said += "".join("\n" + (p.get("Error") or {}).get("Err", "") for p in theirs.values())
    problems += ["the go command does not say %r: %s" % (words, said.strip()) for words in says if words not in said]
    problems += ["not said: %r" % words for words in [*says, *ours_says] if words not in errors]
    files = sum(len(p["files"]) for p in our_side.values())
    print("%-4s %-40s %5d packages %6d files  go list %.2f s  ours %.3f s" % (
        "ok" if not problems else "FAIL", name, len(our_side), files, go_time, elapsed), flush=True)
    for p in problems[:args.show]:
        print("     " + p)
    if len(problems) > args.show:
        print("     … and %d more" % (len(problems) - args.show))
    if problems and errors:
        print("     stderr: " + errors[:2000])
    return not problems


def suite(args):
    sys.path.insert(0, HERE)
    import cases
    import corpus_cases
    import module_cases
    scratch = args.scratch or tempfile.mkdtemp(prefix="loader-")
    good = bad = 0
    try:
        for source in (cases.cases(args, scratch), module_cases.cases(args, scratch), corpus_cases.cases(args, scratch, ROOT)):
            for case in source:
                if args.only not in case["name"]:
                    continue
                if one(args, **case):
                    good += 1
                else:
                    bad += 1
    finally:
        if not args.scratch:
            shutil.rmtree(scratch, ignore_errors=True)
    print("loader: %d configurations as the go command loads them, %d not" % (good, bad))
    return bad == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("patterns", nargs="*")
    parser.add_argument("--go", default=shutil.which("go") or "/usr/local/go/bin/go")
    parser.add_argument("--goroot", default="")
    parser.add_argument("--dir", default=".")
    parser.add_argument("--goos", default="")
    parser.add_argument("--goarch", default="")
    parser.add_argument("--cgo", default="")
    parser.add_argument("--mod", default="")
    parser.add_argument("--tags", default="")
    parser.add_argument("--show", type=int, default=20)
    parser.add_argument("--suite", action="store_true")
    parser.add_argument("--scratch", default="")
    parser.add_argument("--all", action="store_true", help="all corpus programs; downloads what is missing")
    parser.add_argument("--only", default="")
    args = parser.parse_intermixed_args()
    if args.suite:
        version = subprocess.run([args.go, "env", "GOVERSION"], capture_output=True, text=True).stdout if os.path.exists(args.go) else ""
        release = re.match(r"go1\.(\d+)", version)
        if not release or int(release.group(1)) < CASES_FOR_MINOR:
            print("skipped: the comparison needs the go command, Go 1.%d or newer" % CASES_FOR_MINOR)
            return 0
        return 0 if suite(args) else 1
    good = one(args, " ".join(args.patterns), os.path.abspath(args.dir), args.patterns, args.goos, args.goarch, args.cgo, args.mod,
               args.tags)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
