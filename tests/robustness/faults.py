#!/usr/bin/env python3
"""File systems, limits and huge files that go wrong: ptrsafe neither hangs nor crashes, and says what is the matter.

usage: faults.py BINARY [TEST...]

Each run may take LIMIT CPU seconds (more on a slow machine), must end with a status of the contract other than 4 (internal error), and must not
be silent unless all is well.
"""
import contextlib
import json
import os
import pathlib
import resource
import signal
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
from run import BINARY, GOOD, Sandbox, expect  # noqa: E402

LIMIT = float(os.environ.get("PTRSAFE_FAULT_LIMIT", "2"))  # a build with sanitizers is slower
TESTS = []
MOD = "module example.com/m\n\ngo 1.22\n"


def test(f):
    TESTS.append(f)
    return f


def machine_slowness():
    """How much slower than the machine of the figures this one is, now: the time of a fixed loop that fills fresh memory."""
    usual = 0.25
    start = time.thread_time()
    for _ in range(200):
        memory = bytearray(1 << 22)
        for k in range(0, 1 << 22, 256):
            memory[k] = k & 0xFF
    return min(3.0, max(1.0, (time.thread_time() - start) / usual))  # what takes longer still is no matter of the machine


def end(box, *args, wanted=(0, 1, 2, 3), says=None, **more):
    """Runs ptrsafe; the result, once it is known to be in order."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    r = box.run(*(args or ("types", "./...")), timeout=60, **more)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    expect(r.returncode in wanted, f"{args}: status one of {wanted}", r)
    expect(r.returncode == 0 or r.stdout + r.stderr, f"{args}: is not silent", r)
    if cpu >= LIMIT:
        limit = LIMIT * machine_slowness()
        expect(cpu < limit, f"{args}: {cpu:.2f} CPU seconds, more than {limit:.2f} on this machine", r)
    if says:
        expect(any(s.encode() in r.stdout + r.stderr for s in says.split("|")), f"{args}: says {says!r}", r)
    return r


def limited(what, value):
    """As `preexec_fn`: one resource limit for the child."""
    return {"preexec_fn": lambda: resource.setrlimit(what, (value, value))}


# ---- files of other kinds in the place of files

KINDS = ["directory", "fifo", "socket", "dangling", "loop", "zero"]


def place(path, kind):
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "directory":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    elif kind == "socket":
        with contextlib.closing(socket.socket(socket.AF_UNIX)) as s, contextlib.chdir(path.parent):
            s.bind(path.name)
    else:
        path.symlink_to({"dangling": "absent", "loop": path.name, "zero": "/dev/zero"}[kind])


@test
def no_files(box):
    for name in ["b.go", "b_test.go", "b.s", "go.mod", "go.sum", "go.work", "go.work.sum", "vendor/modules.txt", "d/go.mod", "vendor"]:
        for kind in KINDS:
            inner = Sandbox()
            inner.write({k: v for k, v in GOOD.items() if k != name})
            inner.write({"d/d.go": "package d\n"})
            place(inner.dir / name, kind)
            r = end(inner)
            if name == "b.go" and kind in ("dangling", "loop", "zero"):
                expect(r.returncode != 0 and b"b.go" in r.stdout + r.stderr, f"{name} as {kind} is named", r)
            inner.close()


@test
def no_files_in_settings(box):
    box.write(GOOD)
    for kind in KINDS:
        place(box.dir / kind, kind)
        path = str(box.dir / kind)
        end(box, "types", env={"GOENV": path})
        end(box, "types", env={"GOFLAGS": f"-overlay={path}"}, wanted=(2, 3), says="overlay")
        end(box, "types", env={"GOFLAGS": f"-modfile={path}"})
        end(box, "types", env={"GOMODCACHE": path})
        end(box, "types", env={"GOWORK": path})
        end(box, "types", env={"GOROOT": path}, wanted=(2, 3))
        end(box, "types", "--goroot", path, wanted=(2, 3))
        end(box, "types", "-C", path, wanted=(0, 1, 2, 3))
        end(box, "types", "./" + kind)
        end(box, "types", f"{kind}.go", wanted=(2, 3, 1))


# ---- names

@test
def strange_names(box):
    bad = "package m\n\nvar x int = ``\n"
    box.write({"go.mod": MOD})
    for name in [b"a\nb.go", b"\xff\xfe.go", b'quote".go', b"\x1b[31m.go", b"d\xff/e.go", b"n\nl/e.go", ("l" * 251 + ".go").encode()]:
        path = os.path.join(os.fsencode(box.dir), name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as f:
            f.write(bad)
    r = end(box, "types", "--max-errors=0", "./...", wanted=(1, 3))
    r = end(box, "types", "--format=json", "--max-errors=0", "./...", wanted=(1, 3))
    expect(len(json.loads(r.stdout.decode())["errors"]) >= 1, "JSON is valid UTF-8", r)
    for argument in ["a\nb", "\udcff", "x" * 100000, "", "/" * 5000, "../" * 2000, "./" + "a/" * 5000, "." * 100000, "a..." * 1000 + "/b"]:
        end(box, "types", argument)


# ---- trees

@test
def deep_tree(box):
    box.write(GOOD)
    here = os.open(box.dir, os.O_DIRECTORY)
    # Deeper than any path may be long.
    for i in range(3000):
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_DIRECTORY, dir_fd=here)
        os.close(here)
        here = inner
        if i in (10, 2500):
            os.close(os.open("x.go", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)
    end(box, says="file name too long|x.go")
    subprocess.run(["rm", "-rf", str(box.dir / "d")], check=True)


@test
def symlinked_trees(box):
    box.write(GOOD)
    box.write({"a/a.go": "package a\n", "a/b/b.go": "package b\n"})
    for name, target in [("a/up", ".."), ("a/b/root", "/"), ("a/self", "self"), ("a/twice", "b/root")]:
        (box.dir / name).symlink_to(target)
    end(box, wanted=(0,))
    end(box, "types", "./a/up/a/up/a/up/a")


@test
def many_files(box):
    box.write(GOOD)
    for i in range(20000):
        (box.dir / f"f{i}.go").write_bytes(b"package m\n")
    end(box, wanted=(0,))
    for i in range(20000):
        (box.dir / f"f{i}.go").rename(box.dir / f"f{i}.txt")
    end(box, wanted=(0,))


@test
def disappearing_files(box):
    box.write(GOOD)
    stop = threading.Event()

    def churn():
        while not stop.is_set():
            for i in range(50):
                (box.dir / f"p{i}").mkdir(exist_ok=True)
                (box.dir / f"p{i}/x.go").write_bytes(b"package p\n" * (i * 100 + 1))
            subprocess.run(["rm", "-rf", *[str(box.dir / f"p{i}") for i in range(50)]], check=False)

    thread = threading.Thread(target=churn)
    thread.start()
    try:
        for _ in range(20):
            r = box.run("types", "./...", timeout=30)
            expect(r.returncode in (0, 1, 3) and (r.returncode == 0 or r.stdout + r.stderr), "a clear end", r)
    finally:
        stop.set()
        thread.join()


# ---- huge files of the go command

MB50 = 50 << 20


def filled(before, unit, after=""):
    return before + unit * (MB50 // len(unit)) + after


@test
def huge_go_mod(box):
    lines = "".join(f"\texample.com/r{i} v1.{i % 100}.0\n" for i in range(100000))
    numbered = "".join(f"\texample.com/module/r{i} v1.{i % 100}.0 // indirect\n" for i in range(1100000))
    for name, text in {
        "requires": f"{MOD}\nrequire (\n{lines})\n",
        "a million requires": f"{MOD}\nrequire (\n{numbered})\n",
        "replaces": MOD + "".join(f"replace example.com/r{i} => ./r{i}\n" for i in range(100000)),
        "one require": filled(MOD + "require (\n", "\ta.b/c v1.0.0\n", ")\n"),
        "excludes": filled(MOD + "exclude (\n", "\ta.b/c v1.0.0\n", ")\n"),
        "retracts": filled(MOD + "retract (\n", "\t[v1.0.0, v1.9.9]\n", ")\n"),
        "comments": filled(MOD, "// c\n"),
        "newlines": filled(MOD, "\n"),
        "one line": filled("module ", "a"),
        "one quoted": filled('module "', "\\", '"\n'),
        "open": filled(MOD, "require (\n"),
        "unknown": filled(MOD, "nonsense\n"),
        "zeros": filled(MOD, "\0"),
        "a zero": MOD + "require a.b/c v1.0.\0\n",
        "marks": "\ufeff" * 100 + MOD,
    }.items():
        box.write({"go.mod": text, "a.go": "package m\n\nimport _ `example.com/r7`\n"})
        try:
            end(box)
        except AssertionError as e:
            raise AssertionError(f"{name}: {e}") from None


@test
def huge_companions(box):
    uses = "".join(f"\t./m{i}\n" for i in range(100000))
    vendored = "".join(f"# example.com/r{i} v1.0.0\n## explicit\nexample.com/r{i}\n" for i in range(700000))
    for name, text in {
        "go.sum": filled("", "example.com/r v1.0.0 h1:" + "A" * 43 + "=\n"),
        "go.work": f"go 1.22\nuse (\n{uses})\n",
        "go.work.sum": filled("", "example.com/r v1.0.0/go.mod h1:" + "A" * 43 + "=\n"),
        "vendor/modules.txt": vendored,
        "a.go": filled("//go:build ", "a && ", "b\n\npackage m\n"),
        "b.go": filled("package m\n\nimport (\n", '\t"fmt"\n', ")\n"),
        "c.go": filled("// +build a\n", "// +build b\n", "\npackage m\n"),
        "d.go": filled("package m\n", "//line x.go:1\n"),
        "e.s": filled("//go:build ", "a||", "b\n"),
        "f_test.go": filled("package m_test\n", "// x\n"),
        "overlay.json": '{"Replace": {' + ",".join(f'"/absent/d{i}/x{i}.go": ""' for i in range(500000)) + "}}",
        "env": filled("GOFLAGS=-mod=mod\n", "GOX=1\n"),
    }.items():
        inner = Sandbox().write(GOOD).write({name: text})
        env = {"env": {"GOENV": str(inner.dir / name)}} if name == "env" else {}
        if name == "overlay.json":
            env = {"env": {"GOFLAGS": f"-overlay={inner.dir / name}"}}
        try:
            end(inner, **env)
        except AssertionError as e:
            raise AssertionError(f"{name}: {e}") from None
        inner.close()


# ---- limits and outputs

@test
def resource_limits(box):
    box.write({"go.mod": MOD, "a.go": "package m\n\nimport _ `net/http`\n\nvar x int = ``\n"})
    for size in (64, 200, 400, 600, 1000, 1500, 2000, 3000):
        end(box, "types", **limited(resource.RLIMIT_AS, size << 20), wanted=(1, 3))
    end(box, "types", **limited(resource.RLIMIT_NOFILE, 5))
    end(box, "types", **limited(resource.RLIMIT_NOFILE, 12))
    end(box, "types", **limited(resource.RLIMIT_FSIZE, 10), wanted=(1, 2, 3))
    end(box, "types", "--output", "out", **limited(resource.RLIMIT_FSIZE, 10), wanted=(2,), says="out")
    end(box, "types", **limited(resource.RLIMIT_STACK, 256 << 10))


@test
def outputs(box):
    box.write({"go.mod": MOD, "a.go": "package m\n\n" + "var x int = ``\n" * 20000, "fifo.d/x": ""})
    end(box, "types", "--output", "/dev/full", wanted=(2,), says="/dev/full")
    end(box, "types", "--output", "absent/out", wanted=(2,), says="absent/out")
    end(box, "types", "--output", ".", wanted=(2,))
    end(box, "types", "--output", "a.go/out", wanted=(2,), says="a.go/out")
    expect(sorted(p.name for p in box.dir.iterdir()) == ["a.go", "fifo.d", "go.mod"], "nothing is left behind")
    command = [BINARY, "types", "--max-errors=0"]
    for closed in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-", ">/dev/full", ">/dev/full 2>/dev/full", "| head -n 1", "2>&1 | true"):
        r = subprocess.run(["bash", "-c", f'set -o pipefail; "$@" {closed}', "bash", *command], cwd=box.dir, capture_output=True, timeout=30)
        expect(0 <= r.returncode <= 3, f"{closed}: a status of the contract", r)


@test
def interrupted(box):
    box.write(GOOD)
    for delay in (0.01, 0.03, 0.1, 0.3):
        p = subprocess.Popen([BINARY, "types", "std", "-j", "8"], cwd=box.dir, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            p.wait(timeout=delay)
        p.send_signal(signal.SIGINT)
        code = p.wait(timeout=10)
        # Before the handler is there, the signal ends the process itself, which a shell reports as 130 too.
        expect(code in (130, 0, -signal.SIGINT), f"SIGINT after {delay} s: status {code}")


def main():
    failed = 0
    for f in [f for f in TESTS if f.__name__ in sys.argv[2:]] or TESTS:
        box = Sandbox()
        try:
            f(box)
        except (AssertionError, subprocess.TimeoutExpired) as e:
            failed += 1
            print(f"FAILED {f.__name__}: {str(e)[:3000]}")
        finally:
            box.close()
    print(f"faults: {len(sys.argv[2:]) or len(TESTS)} run, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
