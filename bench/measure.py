"""Running commands and printing tables, for the scripts beside this file."""
import os
import pathlib
import statistics
import subprocess
import time

# Put before each measured command: `chrt -f 10` on a machine with other work.
PREFIX = os.environ.get("PTRSAFE_BENCH_PREFIX", "").split()


def run(command, cwd=".", env=None, prefix=PREFIX):
    """CPU seconds, wall seconds, MiB of the largest process, stdout and exit status of one run, its children included."""
    start = time.monotonic()
    p = subprocess.Popen([str(c) for c in [*prefix, *command]], cwd=cwd, env={**os.environ, **(env or {})}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    out = p.stdout.read()
    _, status, use = os.wait4(p.pid, 0)
    p.returncode = os.waitstatus_to_exitcode(status)
    return {"wall": time.monotonic() - start, "cpu": use.ru_utime + use.ru_stime, "mib": use.ru_maxrss / 1024, "out": out, "status": p.returncode}


def median(runs):
    return {key: statistics.median(r[key] for r in runs) for key in ("wall", "cpu", "mib", "lines") if key in runs[0]}


def row(*cells):
    print("| " + " | ".join(str(c) for c in cells) + " |", flush=True)


def header(title, *cells):
    print(f"\n{title}:\n")
    row(*cells)
    row(*["---"] * len(cells))


def lines_of(cwd, packages, *flags, env=None):
    """Lines of the files of packages, without tests, as `go list` names them."""
    form = "{{$d := .Dir}}{{range .GoFiles}}{{$d}}/{{.}}\n{{end}}"
    files = run(["go", "list", *flags, "-f", form, *packages], cwd, env, prefix=[])["out"].decode().split("\n")
    return sum(pathlib.Path(f).read_bytes().count(b"\n") for f in files if f)
