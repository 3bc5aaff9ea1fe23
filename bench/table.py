"""Makes the tables of docs/performance.md; started by bench/run.sh, which sets up the environment."""
import json
import os
import pathlib
import platform
import subprocess
import sys
import time

quick = "--quick" in sys.argv
build, work = [pathlib.Path(a) for a in sys.argv[1:] if not a.startswith("--")]
front = next(build.rglob("front_bench"), None)
corpus = pathlib.Path("tests/corpus").resolve()
if front is None:
    sys.exit(f"no front_bench in {build}")


def run(command, cwd=".", env=None, times=1):
    """Best of `times` by wall time: CPU seconds, wall seconds, MiB, stdout."""
    best = None
    for _ in range(times):
        start = time.monotonic()
        p = subprocess.Popen([str(c) for c in command], cwd=cwd, env={**os.environ, **(env or {})}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        out = p.stdout.read()
        _, status, use = os.wait4(p.pid, 0)
        p.returncode = os.waitstatus_to_exitcode(status)
        got = {"wall": time.monotonic() - start, "cpu": use.ru_utime + use.ru_stime, "mib": use.ru_maxrss / 1024, "out": out, "status": p.returncode}
        if best is None or got["wall"] < best["wall"]:
            best = got
    return best


def figures(command, times=3):
    """The JSON of the run with the least wall time; CPU and wall of whole processes are replaced by ours."""
    best = run(command, times=times)
    try:
        return {**json.loads(best["out"]), "process": best}
    except ValueError:
        return None


def importer_of_std():
    """A package that imports what may be imported of std: all of it is then a dependency, whose bodies can be skipped."""
    paths = [p for p in subprocess.run(["go", "list", "std"], cwd="/", capture_output=True, text=True).stdout.split()
             if "internal" not in p.split("/") and not p.startswith("vendor/")]
    d = work / "importer"
    d.mkdir(exist_ok=True)
    (d / "go.mod").write_text("module example.com/importer\n\ngo 1.26\n")
    (d / "main.go").write_text("package main\n\nimport (\n" + "".join(f'\t_ "{p}"\n' for p in paths) + ")\n\nfunc main() {}\n")
    return d


def rate(lines, seconds):
    return f"{lines / seconds / 1e6:.2f}" if seconds else "–"


def row(*cells):
    print("| " + " | ".join(str(c) for c in cells) + " |")


cpu = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
memory = next(int(line.split()[1]) for line in open("/proc/meminfo") if line.startswith("MemTotal")) / 2**20
go_version = subprocess.run(["go", "env", "GOVERSION"], capture_output=True, text=True).stdout.strip()
print(f"{cpu}, {os.cpu_count()} cores, {memory:.0f} GiB; {go_version}; {time.strftime('%Y-%m-%d')}.\n")

importer = importer_of_std()
targets = [("std", work, "std", importer)]
if not quick:
    targets += [("cmd", work, "cmd", None), ("gonum", corpus / "gonum", ".", corpus / "gonum"), ("prometheus", corpus / "prometheus", ".", corpus / "prometheus")]

print("M lines per CPU second, one thread (in brackets: CPU seconds):\n")
row("sources", "M lines", "phase", "Go", "ptrsafe", "ratio")
row(*["---"] * 6)
memory_rows, scaling_rows = [], []
for name, directory, pattern, declared in targets:
    for phase in ("lex", "parse", "declarations", "full"):
        where, what = (declared, ".") if phase == "declarations" else (directory, pattern)
        if where is None:
            continue
        theirs = figures([work / "gofront", "-C", where, "-phase", phase, "-json", what], times=1 if phase in ("lex", "parse") else 2)
        ours = figures([front, phase, "-C", where, "-j", 1, what], times=1 if phase in ("lex", "parse") else 3)
        if not theirs or not ours:
            row(name, "", phase, "failed" if not theirs else "", "failed" if not ours else "", "")
            continue
        lines = theirs["lines"]
        t = theirs[f"{phase}_cpu_s"]
        # Ours are whole processes from `declarations` on.
        o = ours["process"]["cpu"] if phase in ("declarations", "full") else ours[f"{phase}_cpu_s"]
        row(name, f"{lines / 1e6:.3f}", phase, f"{rate(lines, t)} ({t:.2f})", f"{rate(ours['lines'], o)} ({o:.2f})",
            f"{(ours['lines'] / o) / (lines / t):.1f}" if o and t else "–")
        if abs(ours["lines"] - lines) > lines / 100:
            print(f"<!-- {name} {phase}: {lines} lines for Go, {ours['lines']} for ptrsafe -->", file=sys.stderr)
        if phase == "full":
            memory_rows.append((name, theirs["process"]["mib"], theirs["process"]["mib"] * 2**20 / lines,
                                ours["process"]["mib"], ours["process"]["mib"] * 2**20 / ours["lines"]))
            two = figures([front, phase, "-C", where, "-j", 2, what])
            if two:
                scaling_rows.append((name, theirs["process"]["wall"], ours["process"]["wall"], two["process"]["wall"], two["process"]["cpu"]))

print("\nMemory with everything resident, after the full check:\n")
row("sources", "Go MiB", "Go bytes a line", "ptrsafe MiB", "ptrsafe bytes a line")
row(*["---"] * 5)
for name, a, b, c, d in memory_rows:
    row(name, f"{a:.0f}", f"{b:.0f}", f"{c:.0f}", f"{d:.0f}")

print("\nWall seconds of the full check, whole processes:\n")
row("sources", "Go (one goroutine checks)", "ptrsafe -j 1", "ptrsafe -j 2", "gain of the second core")
row(*["---"] * 5)
for name, theirs, one, two, _ in scaling_rows:
    row(name, f"{theirs:.2f}", f"{one:.2f}", f"{two:.2f}", f"{one / two:.2f}")

small = work / "small"
small.mkdir(exist_ok=True)
(small / "go.mod").write_text("module example.com/small\n\ngo 1.26\n")
(small / "main.go").write_text('package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":0", nil) }\n')
print("\nSmall runs, wall milliseconds, best of twenty:\n")
row("command", "ms", "goal")
row(*["---"] * 3)
row("`ptrsafe version`", f"{run([build / 'ptrsafe', 'version'], times=20)['wall'] * 1000:.1f}", 5)
row("`ptrsafe types` of a package that imports net/http", f"{run([build / 'ptrsafe', 'types'], cwd=small, times=20)['wall'] * 1000:.1f}", 60)

if quick:
    sys.exit(0)
print("\n`go vet` and `ptrsafe check`, with tests, whole commands (CPU seconds / wall seconds / MiB of the largest process):\n")
row("sources", "go vet, cold", "go vet, again", "ptrsafe check")
row(*["---"] * 4)


def cell(r):
    return f"{r['cpu']:.1f} / {r['wall']:.1f} / {r['mib']:.0f}"


for name, directory, pattern in (("std", work, "std"), ("cmd", work, "cmd"), ("gonum", corpus / "gonum", "."), ("prometheus", corpus / "prometheus", ".")):
    env = {"GOCACHE": str(work / f"cache-{name}")}
    cold = run(["go", "vet", pattern], cwd=directory, env=env)
    warm = run(["go", "vet", pattern], cwd=directory, env=env)
    ours = run([build / "ptrsafe", "check", pattern], cwd=directory, times=3)
    row(name, cell(cold), cell(warm), cell(ours))
