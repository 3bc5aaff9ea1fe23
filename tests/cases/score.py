#!/usr/bin/env python3
"""Checks the labelled cases beside this file: each comment `// want RULE` is due on its line, nothing else is.

usage: score.py BINARY [RULE...]     score the rules (all that have a folder here)
       score.py --run [RULE...]      run the cases with the go command: each shows in main() or in a test what its header says
"""
import json
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
COMMENT = re.compile(r"// (want|want-possible) ([a-z-]+(?: [a-z-]+)*)\s*$")


def labels(case, rule):
    """The lines of the case that are due, and those where a weak finding is allowed, as (file, line)."""
    found = {"want": set(), "want-possible": set()}
    for source in case.rglob("*.go"):
        for number, text in enumerate(source.read_text().split("\n"), 1):
            match = COMMENT.search(text)
            if match and rule in match[2].split():
                found[match[1]].add((source.relative_to(case).as_posix(), number))
    return found["want"], found["want-possible"]


def reported(binary, case, rule):
    """{(file, line): confidence} of the findings of one rule."""
    command = [binary, "check", "--format=json", "--show=possible", f"--rules={rule}", "./..."]
    run = subprocess.run(command, cwd=case, capture_output=True, text=True, timeout=60)
    if run.returncode not in (0, 1):
        sys.exit(f"{case}: exit status {run.returncode}\n{run.stderr}")
    out = {}
    for f in json.loads(run.stdout)["findings"]:
        if not f["message"] or not f["witness"]:
            sys.exit(f"{case}: a finding without message or witness: {f}")
        out[f["file"], f["line"]] = f["confidence"]
    return out


def score(binary, rules):
    bad = 0
    for rule in rules:
        due = hit = false = 0
        for case in sorted((HERE / rule).iterdir()):
            want, allowed = labels(case, rule)
            got = reported(binary, case, rule)
            strong = {at for at, confidence in got.items() if confidence != "possible"}
            due += len(want)
            hit += len(want & strong)
            for at in sorted(want - strong):
                print(f"missed  {rule}/{case.name}/{at[0]}:{at[1]}")
            # In cases of our own even weak findings must be announced.
            for at in sorted((strong - want) | (set(got) - want - allowed)):
                false += 1
                print(f"false   {rule}/{case.name}/{at[0]}:{at[1]} ({got[at]})")
        print(f"{rule}: {hit} of {due} found, {false} false")
        bad += due - hit + false
        if due == 0:
            bad += 1
            print(f"{rule}: no case wants a finding")
    return 1 if bad else 0


def run_cases(rules):
    bad = 0
    for rule in rules:
        for case in sorted((HERE / rule).iterdir()):
            tests = any(case.rglob("*_test.go"))
            main = any("\nfunc main()" in source.read_text() for source in case.glob("*.go"))
            # A package without either is built: its header says what a run would show.
            command = ["go", "test", "./..."] if tests else ["go", "run", "."] if main else ["go", "build", "./..."]
            run = subprocess.run(command, cwd=case, capture_output=True, text=True)
            if run.returncode:
                bad += 1
                print(f"{rule}/{case.name}: {' '.join(command)} fails\n{run.stdout[-500:]}{run.stderr[-500:]}")
    print(f"{bad} cases do not show what they say")
    return 1 if bad else 0


def main(argv):
    if not argv:
        sys.exit(__doc__)
    rules = argv[1:] or sorted(p.name for p in HERE.iterdir() if p.is_dir() and not p.name.startswith("_"))
    if argv[0] == "--run":
        return run_cases(rules)
    return score(str(pathlib.Path(argv[0]).resolve()), rules)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
