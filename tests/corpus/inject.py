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
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
LEVELS = ("proven", "likely", "possible")
ENV = {**os.environ, "CGO_ENABLED": "0", "GOFLAGS": "-mod=readonly", "GOWORK": "off"}
FAULT = re.compile(r"nil pointer dereference|assignment to entry in nil map|interface conversion: .* is nil, not")


def programs(names):
    for line in (HERE / "packages.txt").read_text().split("\n"):
        if line and line[0] != "#" and (not names or line.split("\t")[0] in names):
            name, patterns = line.split("\t")
            yield name, patterns.split()


def own_packages(name, patterns):
    form = "{{if not .Error}}{{if not .DepsErrors}}{{.ImportPath}}{{end}}{{end}}"
    return subprocess.run(["go", "list", "-e", "-f", form, *patterns], cwd=HERE / name, env=ENV, capture_output=True, text=True).stdout.split()


def check(binary, name, packages, overlay=None):
    """{(rule, fingerprint): [findings]} of one run."""
    env = dict(ENV)
    if overlay:
        env["GOFLAGS"] += f" -overlay={overlay}"
    command = [binary, "check", "--no-cache", "--tests=false", "--format=json", "--show=possible", "-j", "1", ".", *packages]
    run = subprocess.run(command, cwd=HERE / name, env=env, capture_output=True, text=True)
    if run.returncode not in (0, 1, 3):
        raise RuntimeError(f"{name}: exit status {run.returncode}: {run.stderr[-500:]}")
    out = collections.defaultdict(list)
    for f in json.loads(run.stdout)["findings"]:
        out[f["rule"], f["fingerprint"]].append(f)
    return out


def batches(mutants):
    """Mutants of one program that can be checked in one run, since they are in different packages."""
    out = []
    for m in mutants:
        batch = next((b for b in out if b[0]["name"] == m["name"] and all(o["package"] != m["package"] for o in b)), None)
        if batch is None:
            out.append([m])
        else:
            batch.append(m)
    return out


def judge(binary, packages, before, batch):
    """Sets `found` of each mutant: the best confidence of a new finding where it is due, or none."""
    name = batch[0]["name"]
    overlay = batch[0]["text"] + ".json"
    pathlib.Path(overlay).write_text(json.dumps({"Replace": {m["file"]: m["text"] for m in batch}}))
    best = [None] * len(batch)
    for (rule, fingerprint), findings in check(binary, name, packages[name], overlay).items():
        old = before[name].get((rule, fingerprint), [])
        # A finding that was there counts if it has become more than it was.
        was = min((LEVELS.index(f["confidence"]) for f in old), default=len(LEVELS))
        for f in findings:
            level = LEVELS.index(f["confidence"])
            if len(findings) <= len(old) and level >= was:
                continue
            for i, m in enumerate(batch):
                if rule in m["rules"].split(",") and due_here(name, f, m) and (best[i] is None or level < best[i]):
                    best[i] = level
    for m, level in zip(batch, best):
        m["found"] = None if level is None else LEVELS[level]


def due_here(name, finding, mutant):
    file = os.path.realpath(HERE / name / finding["file"])
    if mutant["scope"] == "package":
        return os.path.dirname(file) == os.path.dirname(os.path.realpath(mutant["file"]))
    return file == os.path.realpath(mutant["file"]) and mutant["first"] <= finding["line"] <= mutant["last"]


def test(copy, packages, overlay=None):
    """{package: (passed, output)} of `go test` in a copy of a module."""
    flags = [f"-overlay={overlay}"] if overlay else []
    command = ["go", "test", "-json", "-short", "-count=1", "-vet=off", "-timeout=120s", *flags, *packages]
    run = subprocess.run(command, cwd=copy, env={**ENV, "GOFLAGS": "-mod=mod"}, capture_output=True, text=True, errors="replace")
    passed, output = {}, collections.defaultdict(str)
    for line in run.stdout.split("\n"):
        event = json.loads(line) if line.startswith("{") else {}
        package = event.get("Package")
        output[package] += event.get("Output", "")
        if event.get("Action") in ("pass", "fail", "skip") and "Test" not in event:
            passed[package] = event["Action"] == "pass"
    return {package: (ok, output[package]) for package, ok in passed.items()}


def confirm(work, name, mutants):
    """Runs the tests of the mutants' packages in a copy of each module; sets `ran` to confirmed, fails or passes where they pass as they are."""
    form = "{{.ImportPath}} {{.Module.Dir}}"
    packages = sorted({m["package"] for m in mutants})
    listed = subprocess.run(["go", "list", "-f", form, *packages], cwd=HERE / name, env=ENV, capture_output=True, text=True).stdout.split("\n")
    modules = collections.defaultdict(list)
    for package, module in (line.split() for line in listed if line):
        modules[module].append(package)
    for module, packages in modules.items():
        copy = work / "module"
        shutil.copytree(module, copy)
        subprocess.run(["chmod", "-R", "u+w", copy], check=True)
        good = {package for package, (ok, _) in test(copy, packages).items() if ok}
        for batch in batches([m for m in mutants if m["package"] in good]):
            overlay = work / "run.json"
            overlay.write_text(json.dumps({"Replace": {str(copy / os.path.relpath(m["file"], module)): m["text"] for m in batch}}))
            results = test(copy, [m["package"] for m in batch], overlay)
            for m in batch:
                ok, text = results.get(m["package"], (True, ""))
                here = FAULT.search(text) and os.path.basename(m["file"]) in text
                m["ran"] = "passes" if ok else "confirmed" if here else "fails"
        shutil.rmtree(copy, ignore_errors=True)


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


def table(mutants):
    rows = collections.defaultdict(collections.Counter)
    for m in mutants:
        for kind in (m["kind"], f"all {group(m)}", "all"):
            row = rows[kind]
            row["mutants"] += 1
            row["tested"] += "ran" in m
            row[m["found"] or "missed"] += 1
            if m.get("ran") == "confirmed":
                row["confirmed"] += 1
                row["confirmed and found"] += m["found"] in ("proven", "likely")
    print("| taken out | mutants | proven | likely | possible | missed | likely or above | with tests that pass | that then panic | of those, likely or above |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for kind in sorted(rows, key=lambda k: (k == "all", k.startswith("all"), k)):
        r = rows[kind]
        share = 100 * (r["proven"] + r["likely"]) / r["mutants"]
        print(f"| {kind} | {r['mutants']} | {r['proven']} | {r['likely']} | {r['possible']} | {r['missed']} | {share:.0f} % | {r['tested']} | {r['confirmed']} | {r['confirmed and found']} |")


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
        subprocess.run(["go", "build", "-o", work / "inject", "./inject"], cwd=HERE.parent.parent / "tools/gooracle", env={**ENV, "GOFLAGS": ""}, check=True)
        mutants, packages = [], {}
        for name, patterns in programs(args.names):
            packages[name] = own_packages(name, patterns)
            if not packages[name]:
                print(f"{name}: no packages; fetch.sh", file=sys.stderr)
                continue
            (work / name).mkdir()
            made = subprocess.run([work / "inject", "-out", work / name, "-dir", HERE / name, *packages[name]], env=ENV, capture_output=True, text=True)
            print(made.stderr.strip()[-300:], file=sys.stderr)
            mutants += [{**json.loads(line), "name": name} for line in made.stdout.split("\n") if line]
        # A sample that does not depend on the order: by a hash of what is changed.
        mutants.sort(key=lambda m: hashlib.sha256(f"{m['package']} {m['func']} {m['kind']} {m['line']}".encode()).digest())
        made = collections.Counter(m["kind"] for m in mutants)
        mutants = sample(mutants, args.n)
        before = {}
        with concurrent.futures.ThreadPoolExecutor(args.j) as pool:
            names = sorted({m["name"] for m in mutants})
            before = dict(zip(names, pool.map(lambda n: check(binary, n, packages[n]), names)))
            list(pool.map(lambda batch: judge(binary, packages, before, batch), batches(mutants)))
        if args.run:
            for name in names:
                confirm(work, name, [m for m in mutants if m["name"] == name])
        if args.misses:
            with open(args.misses, "w") as out:
                for m in sorted(mutants, key=lambda m: (m["kind"], m["file"], m["line"])):
                    if m["found"] not in ("proven", "likely"):
                        place = m["file"].split("/pkg/mod/")[-1]
                        out.write(f"{m['kind']}\t{m['found'] or 'missed'}\t{m.get('ran', '')}\t{place}:{m['line']} ({m['func']}, {m['name']})\t{m['was']}\n")
        print(f"{sum(made.values())} mutants of {len(packages)} programs ({', '.join(f'{k} {n}' for k, n in sorted(made.items()))}), {len(mutants)} tried\n")
        table(mutants)


if __name__ == "__main__":
    main()
