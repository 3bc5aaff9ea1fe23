"""The table of bench/peers.sh, which installs the peers and sets up the environment. usage: peers.py BINARY WORK [SOURCES...]"""
import os
import pathlib
import platform
import sys

from measure import header, lines_of, median, row, run

binary, work = sys.argv[1], pathlib.Path(sys.argv[2])
corpus = pathlib.Path("tests/corpus").resolve()
empty = work / "empty"  # a folder outside any module, for std
empty.mkdir()
USUAL = ["containerd", "std"]
TESTS = "+tests"  # behind a name: tests too, as all tools do that are not told otherwise
NICE = ["nice"]  # before the peers: they run for minutes
RUNS = 5         # of ours; the peers run once


def source(name):
    """The folder and the packages of a program of the corpus, or of std."""
    if name == "std":
        return empty, ["std"]
    patterns = next(line.split("\t")[1].split() for line in (corpus / "packages.txt").read_text().split("\n") if line.startswith(name + "\t"))
    return corpus / name, [".", *patterns]


def loadable(cwd, packages):
    """The packages that the go command loads without an error (others import what is not in the program's go.sum)."""
    form = "{{if not .Error}}{{if not .DepsErrors}}{{if .GoFiles}}{{.ImportPath}}{{end}}{{end}}{{end}}"
    return run(["go", "list", "-e", "-f", form, *packages], cwd, prefix=[])["out"].decode().split()


def measure(program):
    name, tests = program.removesuffix(TESTS), program.endswith(TESTS)
    own_flag, static_flag, pass_flag = ([], [], []) if tests else (["--tests=false"], ["-tests=false"], ["-test=false"])
    cwd, patterns = source(name)
    packages = patterns if patterns == ["std"] else loadable(cwd, patterns)
    if not packages:
        sys.exit(f"{name}: no packages; tests/corpus/fetch.sh {name}")
    own, whole = lines_of(cwd, packages), lines_of(cwd, packages, "-deps")
    build = run(["go", "build", *packages], cwd, prefix=NICE)  # so that the export data that the peers read is there
    if build["status"] != 0:
        sys.exit(f"{name}: go build fails")
    count = len(run(["go", "list", *packages], cwd, prefix=[])["out"].split())
    header(f"{program}: {count} packages, {own:,} lines, {whole:,} with dependencies; load average {os.getloadavg()[0]:.1f}",
           "command", "CPU s", "wall s", "MiB", "CPU, times ours", "memory, times ours")
    ours = median([run([binary, "check", "--no-cache", "--rules=all", *own_flag, *packages], cwd) for _ in range(RUNS)])

    def line(text, r):
        row(text, f"{r['cpu']:.2f}", f"{r['wall']:.2f}", f"{r['mib']:.0f}", f"{r['cpu'] / ours['cpu']:.0f}", f"{r['mib'] / ours['mib']:.1f}")

    def peer(text, *command, env=None):
        r = run(command, cwd, env, NICE)
        line(text if r["status"] in (0, 1, 2, 3) else f"{text} (ended with status {r['status']})", r)

    line(f"`ptrsafe check --no-cache`, median of {RUNS}", ours)
    static = {"STATICCHECK_CACHE": str(work / f"staticcheck-{program}")}
    peer("staticcheck, first run after a build", work / "bin/staticcheck", *static_flag, *packages, env=static)
    peer("staticcheck, nothing changed", work / "bin/staticcheck", *static_flag, *packages, env=static)
    if tests:  # once more, where the go command has built what tests import
        again = {"STATICCHECK_CACHE": str(work / f"staticcheck-{program}-again")}
        peer("staticcheck, first run, what tests import is built, too", work / "bin/staticcheck", *packages, env=again)
    peer("nilness", work / "bin/nilness", *pass_flag, *packages)
    if name != "std":
        module = run(["go", "list", "-f", "{{.Module.Path}}", packages[-1]], cwd, prefix=[])["out"].decode().strip()
        peer("NilAway, own packages", work / "bin/nilaway", *pass_flag, f"-include-pkgs={module}", *packages)
    peer("NilAway, all packages", work / "bin/nilaway", *pass_flag, *packages)
    # vet checks test files in any case.
    peer("go vet, first run after a build", "go", "vet", *packages)
    peer("go vet, nothing changed", "go", "vet", *packages)


def main():
    go = run(["go", "env", "GOVERSION"], prefix=[])["out"].decode().strip()
    model = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), platform.machine())
    print(f"{model}, {os.cpu_count()} cores; {go}; {', '.join((work / 'versions').read_text().split())}.")
    for name in sys.argv[3:] or USUAL:
        measure(name)


main()
