"""Makes the tables of docs/performance.md; started by bench/run.sh, which sets up the environment."""
import json
import os
import pathlib
import platform
import subprocess
import sys
import time

from measure import PREFIX, header, median, row, run

quick = "--quick" in sys.argv
build, work = [pathlib.Path(a) for a in sys.argv[1:] if not a.startswith("--")]
front = next(build.rglob("front_bench"), None)
corpus = pathlib.Path("tests/corpus").resolve()
RUNS = 5  # of each command, interleaved; the median counts
# PREFIX is before all that is measured but go vet, which would hold up others for minutes.
if front is None:
    sys.exit(f"no front_bench in {build}")


def measured(command, phase, whole_process):
    """One run of a bench program that prints JSON: the phase alone, or the whole process."""
    r = run(command)
    if r["status"] != 0:
        sys.exit(f"failed: {' '.join(map(str, command))}")
    told = json.loads(r["out"])
    r["lines"] = told["lines"]
    if not whole_process:
        r["cpu"], r["wall"] = told[f"{phase}_cpu_s"], told[f"{phase}_wall_s"]
    return r


def rate(r):
    return f"{r['lines'] / r['cpu'] / 1e6:.2f}" if r["cpu"] > 0 else "–"


def describe():
    cpu = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    memory = next(int(line.split()[1]) for line in open("/proc/meminfo") if line.startswith("MemTotal")) / 2**20
    go_version = subprocess.run(["go", "env", "GOVERSION"], capture_output=True, text=True).stdout.strip()
    print(f"{cpu}, {os.cpu_count()} cores, {memory:.0f} GiB; {go_version}; {time.strftime('%Y-%m-%d')}; load average at the start {os.getloadavg()[0]:.1f}"
          f"{', commands under ' + ' '.join(PREFIX) if PREFIX else ''}.")


def phases(name, directory, pattern):
    """The rows of one program; the figures of `full` by who, and number of threads for ours."""
    got = {}
    for phase in ("read", "lex", "parse", "declarations", "full"):
        whole = phase in ("declarations", "full")
        theirs, ours, two = [], [], []
        for _ in range(RUNS if name == "std" else 3):
            theirs.append(measured([work / "gofront", "-C", directory, "-phase", phase, "-json", pattern], phase, False))
            ours.append(measured([front, phase, "-C", directory, "-j", 1, pattern], phase, whole))
            if phase == "full":
                two.append(measured([front, phase, "-C", directory, "-j", 2, pattern], phase, whole))
        got[phase] = (median(theirs), median(ours))
        if phase == "full":
            got["two"] = median(two)
    # What the bodies add to the declarations.
    got["bodies"] = tuple({"lines": f["lines"], "cpu": f["cpu"] - d["cpu"], "wall": f["wall"] - d["wall"]} for f, d in zip(got["full"], got["declarations"]))
    for phase in ("read", "lex", "parse", "declarations", "bodies", "full"):
        t, o = got[phase]
        ratio = f"{(o['lines'] / o['cpu']) / (t['lines'] / t['cpu']):.1f}" if o["cpu"] > 0 and t["cpu"] > 0 else "–"
        row(name, f"{o['lines'] / 1e6:.3f}", phase, f"{t['cpu']:.3f}", f"{t['wall']:.3f}", rate(t), f"{o['cpu']:.3f}", f"{o['wall']:.3f}", rate(o), ratio)
    return got


def small_runs():
    small = work / "small"
    small.mkdir(exist_ok=True)
    (small / "go.mod").write_text("module example.com/small\n\ngo 1.26\n")
    (small / "main.go").write_text('package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":0", nil) }\n')
    header("Small runs, 20 of each", "command", "wall ms, median", "wall ms, best", "CPU ms, median", "goal (wall)")
    for what, arguments, goal in (("`ptrsafe version`", ["version"], 5), ("`ptrsafe types` of a package that imports net/http", ["types"], 60)):
        runs = [run([build / "ptrsafe", *arguments], cwd=small) for _ in range(20)]
        m = median(runs)
        row(what, f"{m['wall'] * 1000:.1f}", f"{min(r['wall'] for r in runs) * 1000:.1f}", f"{m['cpu'] * 1000:.1f}", goal)


def vet(targets):
    header("`go vet` (with an empty build cache, then again with nothing changed) and `ptrsafe check`, with tests, whole commands: "
           "CPU seconds / wall seconds / MiB of the largest process", "sources", "go vet, cold", "go vet, warm", "ptrsafe check")
    cell = lambda r: f"{r['cpu']:.2f} / {r['wall']:.2f} / {r['mib']:.0f}"
    for name, directory, pattern in targets:
        env = {"GOCACHE": str(work / f"cache-{name}")}
        cold = run(["go", "vet", pattern], cwd=directory, env=env, prefix=[])
        warm = run(["go", "vet", pattern], cwd=directory, env=env, prefix=[])
        ours = median([run([build / "ptrsafe", "check", pattern], cwd=directory) for _ in range(3)])
        row(name, cell(cold), cell(warm), cell(ours))
        subprocess.run(["go", "clean", "-cache"], env={**os.environ, **env})


describe()
targets = [("std", work, "std")]
if not quick:
    targets += [("cmd", work, "cmd")] + [(name, corpus / name, ".") for name in ("gonum", "pebble")]
header("One thread, medians: CPU seconds, wall seconds, M lines per CPU second", "sources", "M lines", "phase",
       "Go CPU", "Go wall", "Go rate", "ptrsafe CPU", "ptrsafe wall", "ptrsafe rate", "ratio of rates")
results = {name: phases(name, directory, pattern) for name, directory, pattern in targets}
header("Memory with everything resident, after the full check", "sources", "Go MiB", "Go bytes a line", "ptrsafe MiB", "ptrsafe bytes a line")
for name, got in results.items():
    t, o = got["full"]
    row(name, f"{t['mib']:.0f}", f"{t['mib'] * 2**20 / t['lines']:.0f}", f"{o['mib']:.0f}", f"{o['mib'] * 2**20 / o['lines']:.0f}")
header("The full check, wall seconds of whole processes", "sources", "ptrsafe -j 1", "ptrsafe -j 2", "gain of the second core")
for name, got in results.items():
    one, two = got["full"][1]["wall"], got["two"]["wall"]
    row(name, f"{one:.3f}", f"{two:.3f}", f"{one / two:.2f}")
small_runs()
if not quick:
    vet(targets)
print(f"\nLoad average at the end: {os.getloadavg()[0]:.1f}.")
