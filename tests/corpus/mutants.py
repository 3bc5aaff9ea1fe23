"""Mutants of the corpus modules: made by tools/gooracle/inject, checked as overlays, counted by what was done to them.

What tests/corpus/inject.py (the nil rules) and tests/race/inject.py have in common. A mutant is a dictionary, as `Mutant` in
tools/gooracle/inject/main.go has it, with the `name` of its program, and then `found`: a confidence or None.
"""
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

HERE = pathlib.Path(__file__).resolve().parent
LEVELS = ("proven", "likely", "possible")
ENV = {**os.environ, "CGO_ENABLED": "0", "GOFLAGS": "-mod=readonly", "GOWORK": "off"}


def programs(names):
    for line in (HERE / "packages.txt").read_text().split("\n"):
        if line and line[0] != "#" and (not names or line.split("\t")[0] in names):
            name, patterns = line.split("\t")
            yield name, patterns.split()
    if "std" in names:
        yield "std", ["std"]


def folder(name):
    """Where a program is; the standard library is listed from anywhere."""
    return HERE if name == "std" else HERE / name


def own_packages(name, patterns, library=False):
    """The packages named by the patterns that load; of a library, those that others can import."""
    form = "{{if not .Error}}{{if not .DepsErrors}}{{.ImportPath}}{{end}}{{end}}"
    if library:
        form = '{{if ne .Name "main"}}' + form + "{{end}}"
    return subprocess.run(["go", "list", "-e", "-f", form, *patterns], cwd=folder(name), env=ENV, capture_output=True, text=True).stdout.split()


def check(binary, name, packages, overlay=None, rules=None, library=False):
    """{(rule, fingerprint): [findings]} of one run."""
    env = dict(ENV)
    if overlay:
        env["GOFLAGS"] += f" -overlay={overlay}"
    flags = ["--no-cache", "--tests=false", "--format=json", "--show=possible", "-j", "1", *([f"--rules={rules}"] if rules else [])]
    command = [binary, "check", *flags, *([] if library or name == "std" else ["."]), *packages]
    run = subprocess.run(command, cwd=folder(name), env=env, capture_output=True, text=True)
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


def judge(binary, packages, before, batch, rules=None, library=False):
    """Sets `found` of each mutant: the best confidence of a new finding where it is due, or none; and `faulty` if it had one before."""
    name = batch[0]["name"]
    overlay = batch[0]["text"] + ".json"
    pathlib.Path(overlay).write_text(json.dumps({"Replace": {m["file"]: m["text"] for m in batch}}))
    best = [None] * len(batch)
    for (rule, fingerprint), findings in check(binary, name, packages[name], overlay, rules, library).items():
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
        m["faulty"] = any(r in m["rules"].split(",") and f["confidence"] != "possible" and due_here(name, f, m)
                          for (r, _), findings in before[name].items() for f in findings)


def due_here(name, finding, mutant):
    file = os.path.realpath(folder(name) / finding["file"])
    if mutant["scope"] == "package":
        return os.path.dirname(file) == os.path.dirname(os.path.realpath(mutant["file"]))
    return file == os.path.realpath(mutant["file"]) and mutant["first"] <= finding["line"] <= mutant["last"]


def make(work, tool, faults, names, library=False):
    """All mutants of the programs, in an order that only depends on what is changed; and the packages of each program."""
    mutants, packages = [], {}
    for name, patterns in programs(names):
        packages[name] = own_packages(name, patterns, library)
        if not packages[name]:
            print(f"{name}: no packages; fetch.sh", file=sys.stderr)
            continue
        (work / name).mkdir()
        command = [tool, "-faults", faults, "-out", work / name, "-dir", folder(name), *packages[name]]
        made = subprocess.run(command, env=ENV, capture_output=True, text=True)
        print(made.stderr.strip()[-300:], file=sys.stderr)
        mutants += [{**json.loads(line), "name": name} for line in made.stdout.split("\n") if line]
    mutants.sort(key=lambda m: hashlib.sha256(f"{m['package']} {m['func']} {m['kind']} {m['line']}".encode()).digest())
    return mutants, packages


def build_tool(work):
    subprocess.run(["go", "build", "-o", work / "inject", "./inject"], cwd=HERE.parent.parent / "tools/gooracle", env={**ENV, "GOFLAGS": ""}, check=True)
    return work / "inject"


def look(binary, packages, mutants, jobs, rules=None, library=False):
    """Sets `found` of all mutants."""
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        names = sorted({m["name"] for m in mutants})
        before = dict(zip(names, pool.map(lambda n: check(binary, n, packages[n], rules=rules, library=library), names)))
        list(pool.map(lambda batch: judge(binary, packages, before, batch, rules, library), batches(mutants)))


def test(copy, packages, overlay=None, race=False):
    """{package: (passed, output)} of `go test` in a copy of a module."""
    flags = [f"-overlay={overlay}"] if overlay else []
    env = {**ENV, "GOFLAGS": "-mod=mod"}
    if race:
        flags, env = [*flags, "-race"], {**env, "CGO_ENABLED": "1"}
    command = ["nice", "go", "test", "-json", "-short", "-count=1", "-vet=off", "-timeout=300s", *flags, *packages]
    run = subprocess.run(command, cwd=copy, env=env, capture_output=True, text=True, errors="replace")
    passed, output = {}, collections.defaultdict(str)
    for line in run.stdout.split("\n"):
        event = json.loads(line) if line.startswith("{") else {}
        package = event.get("Package")
        output[package] += event.get("Output", "")
        if event.get("Action") in ("pass", "fail", "skip") and "Test" not in event:
            passed[package] = event["Action"] == "pass"
    return {package: (ok, output[package]) for package, ok in passed.items()}


def drop_local_replacements(copy):
    """The modules beside it, which are not there, are taken as they were published."""
    edited = subprocess.run(["go", "mod", "edit", "-json"], cwd=copy, env={**ENV, "GOFLAGS": ""}, capture_output=True, text=True)
    drops = [f"-dropreplace={r['Old']['Path']}" for r in json.loads(edited.stdout)["Replace"] or [] if not (copy / r["New"]["Path"]).exists() and "Version" not in r["New"]]
    if drops:
        subprocess.run(["go", "mod", "edit", *drops], cwd=copy, env={**ENV, "GOFLAGS": ""}, check=True)


def shows(text, mutant, fault):
    """The output has such a fault, with the changed function in a stack."""
    base = re.escape(os.path.basename(mutant["file"]))
    places = re.findall(rf"(?<![^\s/]){base}:(\d+)", "".join(report for report in re.split(r"={18,}", text) if fault.search(report)))
    return any(mutant["first"] <= int(line) <= mutant["last"] for line in places)


def confirm(work, name, mutants, fault, race=False):
    """Runs the tests of the mutants' packages in a copy of each module; sets `ran` to confirmed, fails or passes where they pass as they are.

    Of races, where they run without one: that some fail for other reasons (of who runs them, for one) does not matter. Prints each as it is known:
    a program takes minutes.
    """
    form = "{{.ImportPath}} {{.Module.Dir}}"
    packages = sorted({m["package"] for m in mutants})
    listed = subprocess.run(["go", "list", "-f", form, *packages], cwd=folder(name), env=ENV, capture_output=True, text=True).stdout.split("\n")
    modules = collections.defaultdict(list)
    for package, module in (line.split() for line in listed if line):
        modules[module].append(package)
    for module, packages in modules.items():
        copy = work / "module"
        shutil.copytree(module, copy)
        subprocess.run(["chmod", "-R", "u+w", copy], check=True)
        drop_local_replacements(copy)
        good = {}  # by package, as far as asked for: most mutants pass, and then it is known
        for batch in batches([m for m in mutants if m["package"] in packages]):
            overlay = work / "run.json"
            overlay.write_text(json.dumps({"Replace": {str(copy / os.path.relpath(m["file"], module)): m["text"] for m in batch}}))
            batch = [m for m in batch if good.get(m["package"], True)]
            results = test(copy, [m["package"] for m in batch], overlay, race)
            good.update({package: True for package, (ok, _) in results.items() if ok})
            unknown = [m["package"] for m in batch if m["package"] not in good]
            if unknown:
                unchanged = test(copy, unknown, race=race)
                for package in unknown:
                    ok, text = unchanged.get(package, (False, ""))
                    good[package] = ok or (race and "=== RUN" in text and not fault.search(text))
            for m in batch:
                if good[m["package"]]:
                    ok, text = results.get(m["package"], (False, ""))
                    m["ran"] = "passes" if ok else "confirmed" if shows(text, m, fault) else "fails"
                place = os.path.relpath(m["file"], module)
                print(f"{name}: {m.get('ran', 'no test passes')}: {m['kind']}, {m['found'] or 'missed'}: {place}:{m['line']}", file=sys.stderr, flush=True)
        shutil.rmtree(copy, ignore_errors=True)


def write_misses(file, mutants):
    with open(file, "w") as out:
        for m in sorted(mutants, key=lambda m: (m["kind"], m["file"], m["line"])):
            if m["found"] not in ("proven", "likely"):
                place = m["file"].split("/pkg/mod/")[-1]
                out.write(f"{m['kind']}\t{m['found'] or 'missed'}\t{m.get('ran', '')}\t{place}:{m['line']} ({m['func']}, {m['name']})\t{m['was']}\n")


def table(mutants, kinds, changed, fault, names=None, last=lambda kind: (kind == "all", kind)):
    """Prints how many were found, by kind: `kinds` gives those of a mutant, `names` their titles, `fault` what the tests of some show."""
    rows = collections.defaultdict(collections.Counter)
    for mutant in mutants:
        for kind in kinds(mutant):
            row = rows[kind]
            row["mutants"] += 1
            row[mutant["found"] or "missed"] += 1
            row["tested"] += "ran" in mutant
            if mutant.get("ran") == "confirmed":
                row["confirmed"] += 1
                row["confirmed and found"] += mutant["found"] in ("proven", "likely")
    print(f"| {changed} | mutants | proven | likely | possible | missed | likely or above | with tests that pass | that then {fault} | of those, likely or above |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for kind in sorted(rows, key=last):
        r = rows[kind]
        share = 100 * (r["proven"] + r["likely"]) / r["mutants"]
        print(f"| {(names or {}).get(kind, kind)} | {r['mutants']} | {r['proven']} | {r['likely']} | {r['possible']} | {r['missed']} | {share:.0f} % | {r['tested']} | {r['confirmed']} | {r['confirmed and found']} |")
