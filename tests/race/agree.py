#!/usr/bin/env python3
"""Whether runs agree with the labelled cases: each line with a `// want` of a rule on races is part of a race that the race detector shows, each marked `go`
statement of goroutine-leak leaves a goroutine behind, and no other line does.

usage: agree.py [-j N] [--lines] [CASES_DIR/RULE[/NAME]...]     (default: these rules of tests/cases)

Each package is built with -race and a driver (driver/, the calls listed by tools/gooracle/drive), which calls all that others may call from many
goroutines; mains are run, and tests. A line is shown if a report has it as one of the two accesses, or the runtime ends the process there. A race is
unexpected if neither of its accesses is on a line with a `want` or `want-possible` of any rule. The driver knows the intended use of a package no more than
its text does: expected.txt beside this file says which unexpected races are the driver's, and which lines cannot be shown, and why.
"""
import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RULES = ["concurrent-map-access", "guarded-pointer-escape", "unsynchronized-swap", "mixed-atomic", "unsafe-pointer-race", "goroutine-leak"]
WANT = re.compile(r"// (want|want-possible) ([a-z-]+(?: [a-z-]+)*)\s*$")
DRIVER = ["values", "races", "mains", "leaks"]


def labels(case, rule):
    want, any_rule = set(), set()
    for source in case.rglob("*.go"):
        for number, text in enumerate(source.read_text().split("\n"), 1):
            if match := WANT.search(text):
                at = source.relative_to(case).as_posix(), number
                any_rule.add(at)
                if match[1] == "want" and rule in match[2].split():
                    want.add(at)
    return want, any_rule


def races(output, case):
    """The pairs of lines of the case that the reports name."""
    out = set()
    place = re.compile(r"^\s+" + re.escape(str(case)) + r"/(\S+\.go):(\d+)", re.M)

    def first(text):
        for match in place.finditer(text):
            if not match[1].endswith("_drive_test.go"):
                return match[1], int(match[2])
        return None

    for report in output.split("WARNING: DATA RACE")[1:]:
        report = report.split("==================")[0]
        stacks = [part for part in re.split(r"\n\n", report) if re.search(r"(?i)^\s*(previous )?(atomic )?(read|write) at", part.strip())]
        pair = [p for p in map(first, stacks) if p]
        # That a channel is sent on and closed at once is a race to the detector, and a panic to the rest.
        if pair and not any("close(" in (case / f).read_text().split("\n")[n - 1] for f, n in pair):
            out.add(tuple(sorted(pair)))
    for fatal in output.split("fatal error: concurrent map")[1:]:
        if at := first(fatal):
            out.add((at,))
    return out


def left(output, case):
    """The `go` statements of goroutines that are left behind when all has been stopped: {place: how many}."""
    out = collections.Counter()
    dumps = [d.split("\nEND\n")[0] for d in re.split(r"^LEFT closed\n", output, flags=re.M)[1:]]
    for dump in dumps:
        here = collections.Counter()
        for match in re.finditer(r"^created by .*\n\s+" + re.escape(str(case)) + r"/(\S+\.go):(\d+)", dump, re.M):
            if not match[1].endswith("_drive_test.go"):
                here[(match[1], int(match[2])),] += 1
        out |= here  # the larger of the two
    return out


def run(command, seconds, **more):
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds, **more)
        return done.stdout.decode(errors="replace")
    except subprocess.TimeoutExpired as e:
        return (e.stdout or b"").decode(errors="replace")


def drive(rule, case, tool, drivers, seeds):
    """The output of all runs of a case, and what could not be built."""
    output, failed = "", []
    env = dict(os.environ, GORACE="history_size=3 atexit_sleep_ms=0", GOMAXPROCS="4", CGO_ENABLED="1", GOFLAGS="-mod=mod")
    for folder in sorted({p.parent for p in case.rglob("*.go") if "testdata" not in p.parts}):
        own = [p.read_text() for p in folder.glob("*.go") if not p.name.endswith("_test.go")]
        if not own:
            continue
        with tempfile.TemporaryDirectory() as temp:
            temp = pathlib.Path(temp)
            listed = subprocess.run([tool, str(folder)], capture_output=True, text=True)
            if listed.returncode:
                failed.append(listed.stderr)
                continue
            package = re.search(r"^package (\w+)", listed.stdout, re.M)[1]
            replace = {str(folder / "universe_drive_test.go"): str(temp / "universe.go")}
            (temp / "universe.go").write_text(listed.stdout)
            for name, text in drivers.items():
                (temp / f"{name}.go").write_text(text.replace("package driver", f"package {package}"))  # beside the package's own names
                replace[str(folder / f"{name}_drive_test.go")] = str(temp / f"{name}.go")
            (temp / "overlay.json").write_text(json.dumps({"Replace": replace}))
            built = run(["go", "test", "-c", "-race", "-vet=off", "-overlay", temp / "overlay.json", "-o", temp / "driven", "."], 300, cwd=folder, env=env)
            if not (temp / "driven").exists():
                failed.append(built)
            elif rule == "goroutine-leak":
                for seed in range(seeds):
                    output += run([temp / "driven", "-test.run=^TestDriveLeaks", "-test.timeout=30s"], 35, cwd=folder, env=dict(env, DRIVE_SEED=str(seed)), input=b"")
            else:
                for seed in range(seeds):
                    output += run([temp / "driven", "-test.run=^TestDriveRaces", "-test.timeout=20s"], 25, cwd=folder, env=dict(env, DRIVE_SEED=str(100 * seed)), input=b"")
                if any(folder.glob("*_test.go")):
                    output += run([temp / "driven", "-test.skip=^TestDrive", "-test.timeout=20s"], 25, cwd=folder, env=env, input=b"")
                if package == "main":
                    for _ in range(seeds):
                        output += run([temp / "driven", "-test.run=^TestDriveMain", "-test.timeout=10s"], 12, cwd=folder, env=env, input=b"k 1\na 2\n" * 20)
    return output, failed


def expected():
    """{(case, file:line): why} of lines that cannot be shown, or whose races are the driver's."""
    out = {}
    for line in (HERE / "expected.txt").read_text().split("\n"):
        if line and not line.startswith("#"):
            where, why = line.split(None, 1)
            out[where] = why
    return out


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("-j", type=int, default=2)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--lines", action="store_true", help="name each line that differs")
    parser.add_argument("cases", nargs="*")
    args = parser.parse_args()
    roots = [pathlib.Path(c).resolve() for c in args.cases] or [ROOT / "tests/cases" / r for r in RULES]
    cases = []
    for root in roots:
        cases += [(root.parent.name, root)] if (root / "go.mod").exists() else [(root.name, p) for p in sorted(root.iterdir())]
    known, score, bad = expected(), collections.defaultdict(collections.Counter), 0
    with tempfile.TemporaryDirectory() as temp:
        tool = pathlib.Path(temp) / "drive"
        subprocess.run(["go", "build", "-o", tool, "./drive"], cwd=ROOT / "tools/gooracle", check=True)
        drivers = {name: (HERE / "driver" / f"{name}.go").read_text() for name in DRIVER}
        # The driver's names must not be those of a case.
        names = {n for text in drivers.values() for n in re.findall(r"^(?:func|type|var) (\w+)", text, re.M) if not n.startswith(("Test", "driven"))} | {"finished"}
        pattern = re.compile(r"(?<![.\w\"])(" + "|".join(sorted(names)) + r")\b(?!:)")
        drivers = {name: pattern.sub(r"driven_\1", text) for name, text in drivers.items()}
        with concurrent.futures.ThreadPoolExecutor(args.j) as pool:
            for (rule, case), (output, failed) in zip(cases, pool.map(lambda c: drive(c[0], c[1], tool, drivers, args.seeds), cases)):
                want, marked = labels(case, rule)
                pairs = left(output, case) if rule == "goroutine-leak" else races(output, case)
                seen = {at for pair in pairs for at in pair}
                count = score[rule]
                name = f"{rule}/{case.name}"
                for at in sorted(want):
                    count["due"] += 1
                    shown = at in seen
                    count["shown"] += shown
                    why = known.get(f"{name}/{at[0]}:{at[1]}")
                    if not shown:
                        count["explained"] += why is not None
                        bad += why is None
                        if args.lines:
                            print(f"not shown   {name}/{at[0]}:{at[1]}" + (f"  ({why})" if why else ""))
                # One goroutine is the process's own loop, two are a leak.
                # Where the runtime ends the process, the other access is not told.
                alarms = sorted(p for p in pairs if not marked.intersection(p) and (pairs[p] > 1 if rule == "goroutine-leak" else len(p) > 1))
                alarms = [p for p in alarms if not any(f"{name}/{f}:{n}" in known for f, n in p)]
                if not want:
                    count["negatives"] += 1
                    count["silent"] += not alarms
                count["modules"] += 1
                count["quiet"] += not alarms
                bad += bool(alarms)
                if args.lines:
                    for p in alarms:
                        print(f"unexpected  {name} " + " against ".join(f"{f}:{n}" for f, n in p))
                    for text in failed:
                        print(f"not built   {name}\n{text[:600]}")
                sys.stdout.flush()
    for rule, c in score.items():
        print(f"{rule}: {c['shown']} of {c['due']} lines shown, {c['explained']} others explained; nothing unexpected in {c['quiet']} of {c['modules']} modules, {c['negatives']} of them negatives")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
