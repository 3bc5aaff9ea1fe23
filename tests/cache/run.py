#!/usr/bin/env python3
"""The cache on disk: what makes a run say what an earlier one said, what must not, and what may go wrong with the files.

usage: run.py BINARY [TEST...]
"""
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
from run import BINARY, GOOD, NIL_MAP, Sandbox, expect  # noqa: E402

TESTS = []
REPLAYED = b"nothing has changed"


def test(f):
    TESTS.append(f)
    return f


class Box(Sandbox):
    """A module in m/, and a cache beside it."""

    def __init__(self, files=NIL_MAP):
        super().__init__()
        self.m = self.dir / "m"
        self.cache = self.dir / "cache"
        self.write({f"m/{name}": text for name, text in files.items()})

    def check(self, *args, env=None, **more):
        """One run with the cache; fails unless one without says the same."""
        more.setdefault("cwd", self.m)
        env = {"PTRSAFE_CACHE": str(self.cache), **(env or {})}
        args = args or ("check",)
        plain = self.run(*args, "--no-cache", env=env, cwd=more["cwd"])
        r = self.run(*args, "--stats", env=env, **more)
        expect(r.returncode == plain.returncode and r.stdout == plain.stdout, "the same with and without the cache", r)
        said = b"".join(l for l in r.stderr.splitlines(True) if not l.startswith((b"cache:", b"packages ", b"load ", b"cpu ")))
        expect(said == plain.stderr, "the same messages with and without the cache", r)
        return r

    def replayed(self, *args, **more):
        r = self.check(*args, **more)
        expect(REPLAYED in r.stderr, "nothing has changed", r)
        return r

    def anew(self, *args, **more):
        r = self.check(*args, **more)
        expect(REPLAYED not in r.stderr, "something has changed", r)
        return r

    def records(self):
        return sorted(self.cache.glob("*-*"))


def keep_times(path, change):
    """Changes a file, and sets its times to what they were."""
    st = path.stat()
    change()
    os.utime(path, ns=(st.st_atime_ns, st.st_mtime_ns))


@test
def nothing_changed(box=None):
    box = box or Box()
    first = box.anew()
    second = box.replayed()
    expect(first.returncode == second.returncode == 1 and b"nil-map-write" in second.stdout, "the finding is there", second)
    return box


@test
def findings_errors_and_warnings_are_replayed():
    box = Box({**NIL_MAP, "b/b.go": "package b\n\nvar x int = \"s\"\n"})
    for command in ("check", "types", "maps"):
        for more in ((), ("./nothing/...",), ("--color=always",)):
            box.anew(command, "./...", *more)
            box.replayed(command, "./...", *more)


@test
def json_has_figures_of_its_own_run():
    import json

    box = Box()
    args = ("check", "--format=json", "./...")
    env = {"PTRSAFE_CACHE": str(box.cache)}
    first, second = (json.loads(box.run(*args, env=env, cwd=box.m).stdout) for _ in range(2))
    for key in ("wall_ms", "peak_rss_kb"):
        del first["stats"][key], second["stats"][key]
    expect(first == second and list(first) == ["version", "findings", "errors", "warnings", "stats"], "the same document")


@test
def output_file_is_written_again():
    box = Box()
    out = box.dir / "out.txt"
    env = {"PTRSAFE_CACHE": str(box.cache)}
    for _ in range(2):
        r = box.run("check", "--output", str(out), env=env, cwd=box.m)
        expect(r.returncode == 1 and "nil-map-write" in out.read_text(), "written", r)
        out.unlink()


@test
def an_edit():
    box = nothing_changed()
    box.write({"m/a.go": "package m\n"})
    box.anew()
    box.replayed()


@test
def an_edit_of_the_same_size_with_the_old_times():
    box = nothing_changed()
    a = box.m / "a.go"
    keep_times(a, lambda: a.write_text(a.read_text().replace('m["a"] = 1', 'n["a"] = 1')))
    box.anew()


@test
def an_edit_through_a_link():
    box = Box()
    (box.dir / "other.go").write_text((box.m / "a.go").read_text())
    (box.m / "a.go").unlink()
    (box.m / "a.go").symlink_to(box.dir / "other.go")
    box.anew()
    box.replayed()
    (box.dir / "other.go").write_text("package m\n")
    box.anew()


@test
def a_touched_or_copied_tree_is_the_same():
    box = nothing_changed()
    shutil.copytree(box.m, box.dir / "copy")
    shutil.rmtree(box.m)
    (box.dir / "copy").rename(box.m)
    box.replayed()
    os.utime(box.m / "a.go")
    box.replayed()


@test
def files_that_come_and_go():
    box = nothing_changed()
    for name in ("b.go", "sub/c.go", "vendor/modules.txt", "a_test.go", "sub/go.mod"):
        text = "module example.com/sub\n\ngo 1.22\n" if name.endswith("go.mod") else "" if name.endswith("txt") else "package m\n"
        box.write({f"m/{name}": text})
        box.anew()
        box.replayed()
    for name in ("sub/go.mod", "a_test.go", "b.go"):
        (box.m / name).unlink()
        box.anew()
    (box.dir / "go.work").write_text("go 1.22\n\nuse ./m\n")  # absent so far, above the module
    box.anew()
    box.replayed()


@test
def a_file_that_moves():
    box = nothing_changed()
    box.replayed()
    (box.m / "a.go").rename(box.m / "z.go")
    box.anew()


@test
def other_settings():
    box = nothing_changed()
    box.anew(env={"GOOS": "windows"})
    box.anew(env={"GOFLAGS": "-tags=x"})
    box.anew("check", "--show=possible")
    box.anew("check", cwd=box.dir / "m" / "..", )
    box.replayed()
    box.replayed(env={"LANG": "C", "UNRELATED": "1"})


@test
def without():
    box = Box()
    for env, flags in (({"PTRSAFE_CACHE": "off"}, ()), ({"PTRSAFE_CACHE": str(box.cache)}, ("--no-cache",)), ({"HOME": "", "XDG_CACHE_HOME": ""}, ())):
        for _ in range(2):
            r = box.run("check", "--stats", *flags, env=env, cwd=box.m)
            expect(r.returncode == 1 and REPLAYED not in r.stderr and not box.cache.exists(), "no cache", r)


@test
def where_it_is():
    box = Box()
    home = {"HOME": str(box.dir / "home"), "XDG_CACHE_HOME": "", "PTRSAFE_CACHE": ""}
    places = [(home, (), "home/.cache/ptrsafe"), ({**home, "XDG_CACHE_HOME": str(box.dir / "xdg")}, (), "xdg/ptrsafe"),
              ({**home, "PTRSAFE_CACHE": str(box.dir / "env")}, (), "env"), (home, ("--cache", str(box.dir / "flag")), "flag"),
              (home, ("--cache=relative",), "m/relative")]
    for env, flags, place in places:
        r = box.run("check", *flags, env=env, cwd=box.m)
        expect(r.returncode == 1 and list((box.dir / place).glob("run-*")), place, r)


# ---- faults


def damaged(change):
    box = nothing_changed()
    for record in box.records():
        change(record)
    box.anew()
    box.replayed()


@test
def truncated():
    for keep in (0, 1, 31, 32, 33, 200, -1):
        damaged(lambda r: r.write_bytes(r.read_bytes()[:keep]))


@test
def foreign():
    damaged(lambda r: r.write_bytes(b"hello\n" * 1000))
    damaged(lambda r: r.write_bytes(r.read_bytes()[:-1] + b"!"))
    damaged(lambda r: r.write_bytes(r.read_bytes() + b"!"))
    damaged(lambda r: r.write_bytes(b"ptrsafe0" + r.read_bytes()[8:]))


@test
def every_bit_counts():
    box = Box(GOOD)
    box.anew()
    record = box.records()[0]
    bytes_ = record.read_bytes()
    for at in range(0, len(bytes_), max(1, len(bytes_) // 60)):
        record.write_bytes(bytes_[:at] + bytes([bytes_[at] ^ 16]) + bytes_[at + 1:])
        r = box.run("check", "--stats", env={"PTRSAFE_CACHE": str(box.cache)}, cwd=box.m)
        expect(r.returncode == 0 and REPLAYED not in r.stderr, f"bit in byte {at}", r)


@test
def a_record_of_something_else():
    box = nothing_changed()
    box.anew("types")
    one, two = box.records()
    text = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(text)
    box.anew()


@test
def places_that_cannot_hold_it():
    box = Box()
    (box.dir / "file").write_text("")
    read_only = box.dir / "read-only"
    read_only.mkdir(mode=0o500)
    for place in (box.dir / "file", box.dir / "file" / "below", read_only / "x", pathlib.Path("/proc/none"), pathlib.Path("/dev/null")):
        box.cache = place
        box.anew()
        box.check()


@test
def directories_in_place_of_records():
    box = nothing_changed()
    for record in box.records():
        record.unlink()
        record.mkdir()
    box.anew()
    box.anew()


@test
def full():
    box = Box()
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))  # noqa: E731
    for _ in range(2):
        box.anew(preexec_fn=limit)
        expect(not list(box.cache.iterdir()), "nothing stays behind")


@test
def full_file_system():
    box = Box()
    box.cache.mkdir()
    script = 'mount -t tmpfs -o size=4k none "$1" && head -c 4000 /dev/zero >"$1/filler"; shift; exec "$@"'
    env = {**os.environ, "PTRSAFE_CACHE": str(box.cache), "GOENV": "off"}
    command = ["unshare", "-rm", "sh", "-c", script, "sh", str(box.cache), BINARY, "check"]
    probe = subprocess.run(["unshare", "-rm", "mount", "-t", "tmpfs", "none", str(box.cache)], capture_output=True, check=False)
    if probe.returncode != 0:
        return  # may not mount here; full() has the same with a limit
    for _ in range(2):
        r = subprocess.run(command, cwd=box.m, env=env, capture_output=True, check=False)
        expect(r.returncode == 1 and not r.stderr, "works without", r)


@test
def at_the_same_time():
    box = Box({**NIL_MAP, **{f"p{i}/p.go": f"package p{i}\n\nfunc F() {{ var m map[int]int; m[{i}] = 1 }}\n" for i in range(30)}})
    wanted = box.run("check", "--no-cache", cwd=box.m).stdout
    wrong = []

    def work(n):
        for i in range(10):
            if (i + n) % 3 == 0:
                for record in box.records():
                    record.unlink(missing_ok=True)
            r = box.run("check", env={"PTRSAFE_CACHE": str(box.cache)}, cwd=box.m)
            if r.stdout != wanted or r.returncode != 1:
                wrong.append(r)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    expect(not wrong, "the same from all", wrong[0] if wrong else None)
    expect(not list(box.cache.glob("*.tmp*")), "no temporary files stay")


ESCAPE = {
    "go.mod": "module m\n\ngo 1.26\n",
    "main.go": "package main\n\nimport \"m/dep\"\n\nfunc main() {\n\tx, y := 1, 2\n\tdep.Keep(&x)\n\tdep.Each([]*int{&y}, func(p *int) { println(*p) })\n}\n",
    "dep/dep.go": "package dep\n\nimport \"m/deeper\"\n\nfunc Keep(p *int) { deeper.Keep(p) }\n\nfunc Each[T any](s []T, f func(T)) {\n\tfor _, v := range s {\n\t\tf(v)\n\t}\n}\n",
    "deeper/deeper.go": "package deeper\n\nvar sink *int\n\nfunc Keep(p *int) { println(*p) }\n",
}


@test
def summaries_of_dependencies():
    """What is kept of bodies that are not read again must not outlive an edit, however far away."""
    box = Box(ESCAPE)
    moved = b"moved to heap: x"

    def escape(says):
        r = box.check("escape")
        expect((moved in r.stdout) == says, f"x is moved to the heap: {says}", r)
        return r

    escape(False)
    kept = [r for r in box.records() if r.name.startswith("escape-")]
    expect(len(kept) >= 3, f"summaries are kept: {len(kept)}")
    edits = [
        ("main.go", "x, y := 1, 2", "x, y := 1, 3", False),
        ("deeper/deeper.go", "{ println(*p) }", "{ sink = p }", True),
        ("main.go", "x, y := 1, 3", "x, y := 1, 4", True),
        ("dep/dep.go", "deeper.Keep(p)", "println(*p)", False),
        ("dep/dep.go", "func Keep", "var sink any\n\nfunc Keep", False),
        ("dep/dep.go", "f(v)", "f(v)\n\t\tsink = v", False),
        ("deeper/deeper.go", "{ sink = p }", "{ println(*p) }", False),
        ("dep/dep.go", "{ println(*p) }", "{ sink = p }", True),
    ]
    for name, old, new, says in edits:
        file = box.m / name
        text = file.read_text()
        expect(old in text, f"{name} has {old}")
        file.write_text(text.replace(old, new))
        escape(says)
    for r in box.records():
        if r.name.startswith("escape-"):
            r.write_bytes(r.read_bytes()[:-3])
    (box.m / "main.go").write_text((box.m / "main.go").read_text().replace("1, 4", "1, 5"))
    escape(True)


@test
def other_files_in_the_directory_are_left_alone():
    box = Box()
    box.cache.mkdir()
    for name in ("notes.txt", "run-", "run-0123456789abcdeX", "package-x", "go.mod"):
        (box.cache / name).write_text("mine")
        os.utime(box.cache / name, (0, 0))
    old = box.cache / "run-0123456789abcdef"
    old.write_text("ours")
    os.utime(old, (0, 0))
    box.anew()
    expect(not old.exists(), "what was not used for long goes")
    expect(len(list(box.cache.iterdir())) == 6, "what is not ours stays")


def main():
    names = sys.argv[2:]
    failed = 0
    for t in TESTS:
        if names and t.__name__ not in names:
            continue
        try:
            t()
        except AssertionError as e:
            failed += 1
            print(f"FAILED {t.__name__}: {e}")
    print(f"{len(names) or len(TESTS)} tests, {failed} failed")
    return failed != 0


sys.exit(main())
