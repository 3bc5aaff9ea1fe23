#!/usr/bin/env python3
"""Applies every fix that is offered to copies of the labelled cases (and of corpus programs), and asks the go command whether they hold.

usage: run.py BINARY [--quick] [--rule RULE] [--corpus NAME,NAME [--possible]]

Each fix is applied on its own from the JSON, and all of them at once by --fix and by the diff of --fix-diff. Afterwards the program builds, go vet
has nothing new to say, gofmt has nothing to change in the files, the findings that were fixed are gone, and there is none that was not
there. --quick: every fifth of the cases beside this folder, all fixes at once. --possible: the corpus' weak findings,
too, which are many more places to try the fixes at. Prints the counts by rule.
"""
import argparse
import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
CASES = HERE.parent / "cases"
SHARED = HERE.parents[1].parent / "shared" / "cases"


def go_command():
    found = subprocess.run(["bash", "-c", f". {HERE.parents[1]}/scripts/find-go.sh && echo $GO"], capture_output=True, text=True).stdout.strip()
    return found or shutil.which("go")


GO = go_command()
GOFMT = shutil.which("gofmt") or (str(pathlib.Path(GO).resolve().parent / "gofmt") if GO else None)


def run(*command, cwd, **more):
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=600, **more)


def findings(binary, tree, *flags):
    r = run(binary, "check", "--format=json", "--no-cache", *flags, "./...", cwd=tree)
    if r.returncode not in (0, 1, 3):
        sys.exit(f"{tree}: exit status {r.returncode}\n{r.stderr}")
    return json.loads(r.stdout)["findings"]


def by_fingerprint(list_of):
    return collections.Counter((f["rule"], f["fingerprint"]) for f in list_of)


class Copy:
    """A copy of a tree, thrown away at the end."""

    def __init__(self, tree):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="ptrsafe-fix-")) / tree.name
        shutil.copytree(tree, self.dir, symlinks=True)

    def __enter__(self):
        return self.dir

    def __exit__(self, *_):
        shutil.rmtree(self.dir.parent, ignore_errors=True)


def modules(tree):
    return sorted(m.parent for m in tree.rglob("go.mod")) or [tree]


def go_says(tree):
    """What go build and go vet complain of, without places, and the files that gofmt would change."""
    complaints, ugly = collections.Counter(), set()
    for module in modules(tree):
        for command in (["build", "-o", os.devnull, "./..."], ["vet", "./..."]):
            r = run(GO, *command, cwd=module, env={**os.environ, "GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local"})
            for line in (r.stdout + r.stderr).splitlines():
                if not line.startswith("#"):
                    complaints[re.sub(r"[^ ]*:\d+:\d+: ", "", line)] += 1
        ugly |= {line for line in run(GOFMT, "-l", ".", cwd=module).stdout.splitlines()}
    return complaints, ugly


def apply(tree, fix):
    per_file = collections.defaultdict(list)
    for e in fix["edits"]:
        per_file[e["file"]].append(e)
    for name, edits in per_file.items():
        data = (tree / name).read_bytes()
        for e in reversed(edits):
            data = data[:e["start"]] + e["text"].encode() + data[e["end"]:]
        (tree / name).write_bytes(data)


class Score:
    def __init__(self):
        self.findings, self.offered, self.applied, self.verified = (collections.Counter() for _ in range(4))
        self.bad = []

    def print(self):
        print(f"{'rule':24}{'findings':>9}{'offered':>9}{'applied':>9}{'verified':>9}")
        for rule in sorted(self.findings):
            print(f"{rule:24}{self.findings[rule]:9}{self.offered[rule]:9}{self.applied[rule]:9}{self.verified[rule]:9}")
        print(f"{'all':24}" + "".join(f"{sum(c.values()):9}" for c in (self.findings, self.offered, self.applied, self.verified)))
        for line in self.bad:
            print("FAILED ", line)


def check_case(binary, case, score, quick, flags):
    before = findings(binary, case, *flags)
    with_fix = [f for f in before if f["fixes"]]
    for f in before:
        score.findings[f["rule"]] += 1
    for f in with_fix:
        score.offered[f["rule"]] += 1
    if not with_fix:
        return
    old_complaints, old_ugly = go_says(case)

    def holds(tree, gone, what):
        ok = True
        complaints, ugly = go_says(tree)
        for problem in [*(complaints - old_complaints), *(f"gofmt: {u}" for u in ugly - old_ugly)]:
            score.bad.append(f"{what}: {problem}")
            ok = False
        after = by_fingerprint(findings(binary, tree, *flags))
        counts = by_fingerprint(before)
        for key in after:
            if after[key] > counts[key]:
                score.bad.append(f"{what}: new: {key[0]}")
                ok = False
        left = sum(after.values()) - (len(before) - gone)
        if left > 0:
            score.bad.append(f"{what}: {left} findings are still there")
            ok = False
        return ok

    # All at once, by --fix, and the same by the diff.
    with Copy(case) as tree, Copy(case) as patched:
        diff = run(binary, "check", "--fix-diff", "--no-cache", *flags, "./...", cwd=patched)
        patch = run("patch", "-p1", "--binary", cwd=patched, input=diff.stdout)
        fixed = run(binary, "check", "--fix", "--no-cache", *flags, "./...", cwd=tree)
        first = [line for line in fixed.stderr.splitlines() if ": fixed (" in line]
        for line in first:
            score.applied[re.search(r": fixed \(([a-z-]+)\)", line)[1]] += 1
        if holds(tree, len(first), f"{case.parent.name}/{case.name} --fix"):
            for line in first:
                score.verified[re.search(r": fixed \(([a-z-]+)\)", line)[1]] += 1
        rounds = fixed.stderr.count("ptrsafe: fixed ")
        same = all((tree / p).read_bytes() == (patched / p).read_bytes() for p in (p.relative_to(case) for p in case.rglob("*.go")))
        usual = "".join(run("diff", "-u", "--label", f"a/{p}", "--label", f"b/{p}", case / p, patched / p, cwd=case).stdout for p in sorted((p.relative_to(case) for p in case.rglob("*.go")), key=str))
        # Of several shortest ways diff(1) may take another one.
        if collections.Counter(line[:1] for line in diff.stdout.splitlines()) != collections.Counter(line[:1] for line in usual.splitlines()):
            score.bad.append(f"{case.parent.name}/{case.name} --fix-diff has other lines than diff -u:\n{usual}")
        if patch.returncode or (rounds == 1 and not same):
            score.bad.append(f"{case.parent.name}/{case.name} --fix-diff: {patch.stdout}{patch.stderr}")
    if quick:
        return
    tried = set()
    for f in with_fix:
        key = json.dumps(f["fixes"][0]["edits"])
        if key in tried:
            continue
        tried.add(key)
        with Copy(case) as tree:
            apply(tree, f["fixes"][0])
            holds(tree, sum(g["fixes"] == f["fixes"] for g in with_fix), f"{case.parent.name}/{case.name}:{f['file']}:{f['line']} {f['rule']}")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("binary")
    options.add_argument("--quick", action="store_true")
    options.add_argument("--rule")
    options.add_argument("--corpus", default="")
    options.add_argument("--possible", action="store_true")
    o = options.parse_args()
    binary = os.path.abspath(o.binary)
    if not GO or not GOFMT:
        print("skipped: there is no go command, which judges the fixes")
        return
    cases = [c for root in ([CASES] if o.quick or not SHARED.is_dir() else [CASES, SHARED]) for c in sorted(root.glob("*/*")) if c.is_dir()]
    if o.rule:
        cases = [c for c in cases if c.parent.name == o.rule]
    elif o.quick:
        cases = cases[::5]
    score = Score()
    for case in cases:
        check_case(binary, case, score, o.quick, [])
    verified = 0
    for name in filter(None, o.corpus.split(",")):
        score_of = Score()
        check_corpus(binary, name, score_of, o.possible)
        print(f"corpus {name}")
        score_of.print()
        score.bad += score_of.bad
        verified += sum(score_of.verified.values())
    score.print()
    if not verified + sum(score.verified.values()):
        score.bad.append("no fix was verified")
        print("FAILED  no fix was verified")
    sys.exit(bool(score.bad))


def check_corpus(binary, name, score, possible):
    """The module itself, out of the module cache, as the main module."""
    program = HERE.parent / "corpus" / name
    first = next(line.split("\t")[1].split()[0] for line in (HERE.parent / "corpus" / "packages.txt").read_text().splitlines() if line.startswith(name + "\t"))
    listed = run(GO, "list", "-m", "-json", "all", cwd=program)
    decoder, text, at = json.JSONDecoder(), listed.stdout, 0
    best = None
    while at < len(text.rstrip()):
        module, at = decoder.raw_decode(text, at)
        at += len(text[at:]) - len(text[at:].lstrip())
        if first.startswith(module["Path"]) and module.get("Dir") and not module.get("Main") and (not best or len(module["Path"]) > len(best["Path"])):
            best = module
    if not best:
        print(f"skipped {name}: it is not in the module cache; tests/corpus/fetch.sh fetches it")
        return
    with Copy(pathlib.Path(best["Dir"])) as tree:
        subprocess.run(["chmod", "-R", "u+w", str(tree)], check=True)
        # What its own packages need, and the corpus program does not: without, there would be other findings.
        run(GO, "list", "-deps", "./...", cwd=tree, env={**os.environ, "GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local"})
        check_case(binary, tree, score, True, ["--tests=false", *(["--show=possible"] if possible else [])])


if __name__ == "__main__":
    main()
