#!/usr/bin/env python3
"""Random edits with and without the cache: byte for byte the same.

usage: edits.py BINARY [-n EDITS] [--seed N] [--cases N] [-v]

A module is made of the folders of some labelled cases, and one cache lives as long as it does. Edits are what programmers do to a
module between two runs: a statement goes (a `delete`, a lock, a guard, a call), a function that is called goes, a type that implements an
interface comes, a file moves within its package or to another, an import path is shared, comments move lines, an earlier state comes back.
Many of them do not compile, which must be told alike, too. After each, `check` and one of `maps`,
`types` and `escape` (of the module, or of one package of it) say with the cache what they say without, and on some edits once more, when nothing has changed.
"""
import argparse
import collections
import concurrent.futures
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

CASES = pathlib.Path(__file__).resolve().parent.parent / "cases"
CHECK = ("check", "--rules=all", "--show=possible", "./...")
CALL = re.compile(r"\t+[\w.\[\]]+\(.*\)\n$")
METHOD = re.compile(r"\t([A-Z]\w*\(.*)\n$")


def make_module(root, rng, count):
    """One module of the folders of some cases; paths of their own packages become paths of the new module."""
    (root / "go.mod").write_text("module example.com/all\n\ngo 1.24\n")
    pool = [m.parent for m in sorted(CASES.glob("*/*/go.mod")) if "require" not in m.read_text() and m.parent.parent.name != "loop-var-address"]
    several = [p for p in pool if any(d.is_dir() for d in p.iterdir())]  # packages that import each other are where summaries matter
    for case in rng.sample(several, count // 2) + rng.sample(pool, count - count // 2):
        own = re.search(r"(?m)^module\s+(\S+)", (case / "go.mod").read_text())[1]
        name = f"{case.parent.name.replace('-', '_')}_{case.name}"
        for source in case.rglob("*.go"):
            to = root / name / source.relative_to(case)
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_text(re.sub(rf'"{re.escape(own)}(/[^"]*)?"', rf'"example.com/all/{name}\1"', source.read_text()))


class Edits:
    """One state of a module after the other. Each edit returns what it did, or None where the file has nothing of the kind."""

    def __init__(self, root, rng):
        self.root, self.rng = root, rng
        self.earlier = []  # (file, its text, or None where it was not there)
        self.number = 0

    def files(self):
        return sorted(self.root.rglob("*.go"))

    def write(self, file, text):
        self.earlier.append((file, file.read_text() if file.exists() else None))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def without_line(self, wanted):
        file = self.rng.choice(self.files())
        lines = file.read_text().splitlines(True)
        at = [i for i, line in enumerate(lines) if wanted(line)]
        if not at:
            return None
        i = self.rng.choice(at)
        gone = lines.pop(i)
        self.write(file, "".join(lines))
        return f"{file.name}: without {gone.strip()}"

    def delete_removed(self):
        return self.without_line(lambda l: "delete(" in l)

    def lock_removed(self):
        return self.without_line(lambda l: re.search(r"\bR?(Unl|L)ock\(\)", l))

    def caller_removed(self):
        return self.without_line(CALL.match)

    def line_removed(self):
        return self.without_line(lambda l: l.startswith("\t"))

    def function_removed(self):
        file = self.rng.choice(self.files())
        text = file.read_text()
        found = list(re.finditer(r"(?m)^func .*\{\n(?:(?!\}).*\n)*\}\n", text))
        if not found:
            return None
        one = self.rng.choice(found)
        self.write(file, text[:one.start()] + text[one.end():])
        return f"{file.name}: without {one[0].splitlines()[0]}"

    def implementation_added(self):
        file = self.rng.choice(self.files())
        text = file.read_text()
        found = list(re.finditer(r"(?m)^type (\w+) interface \{\n((?:\t.*\n)+)\}\n", text))
        package = re.search(r"(?m)^package \w+\n", text)
        if not found or not package:
            return None
        one = self.rng.choice(found)
        self.number += 1
        methods = [METHOD.match(l) for l in one[2].splitlines(True)]
        new = f"{package[0]}\ntype added{self.number} struct{{ self *added{self.number} }}\n\n"
        new += "".join(f"func (a *added{self.number}) {m[1]} {{ a.self = a; panic(a) }}\n\n" for m in methods if m)
        new += f"var _ {one[1]} = &added{self.number}{{}}\n"
        self.write(file.with_name(f"added{self.number}.go"), new)
        return f"{file.name}: {one[1]} has another implementation"

    def parameter_stored(self):
        file = self.rng.choice(self.files())
        text = file.read_text()
        found = list(re.finditer(r"(?m)^func .*?\((\w+) [^()]*\).*\{\n", text))
        if not found:
            return None
        one = self.rng.choice(found)
        self.number += 1
        self.write(file, text[:one.end()] + f"\tkept{self.number} = {one[1]}\n" + text[one.end():] + f"\nvar kept{self.number} any\n")
        return f"{file.name}: {one[1]} is kept"

    def file_moved(self):
        file = self.rng.choice(self.files())
        self.number += 1
        other = self.rng.choice(self.files()).parent if self.rng.random() < 0.3 else file.parent
        self.write(other / f"{'a' if self.rng.random() < 0.5 else 'z'}{self.number}.go", file.read_text())
        self.earlier.append((file, file.read_text()))
        file.unlink()
        return f"{file.name} moved"

    def lines_moved(self):
        file = self.rng.choice(self.files())
        lines = file.read_text().splitlines(True)
        i = self.rng.randrange(len(lines) + 1)
        self.write(file, "".join(lines[:i] + ["\n", "// A comment.\n", "\n"] + lines[i:]))
        return f"{file.name}: a comment"

    def version_changed(self):
        file = self.root / "go.mod"
        new = self.rng.choice(["1.21", "1.22", "1.24", "1.26"])
        self.write(file, re.sub(r"(?m)^go .*$", f"go {new}", file.read_text()))
        return f"go {new}"

    def back(self):
        """An earlier state of a file: what the cache has seen before must not be taken for what is there now."""
        if not self.earlier:
            return None
        for _ in range(self.rng.randint(1, 4)):
            if self.earlier:
                file, text = self.earlier.pop()
                if text is None:
                    file.unlink(missing_ok=True)
                else:
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_text(text)
        return "back"

    def any(self):
        kinds = [self.delete_removed, self.lock_removed, self.caller_removed, self.caller_removed, self.line_removed, self.function_removed,
                 self.implementation_added, self.parameter_stored, self.file_moved, self.lines_moved, self.version_changed, self.back, self.back, self.back]
        while True:
            kind = self.rng.choice(kinds)
            done = kind()
            if done:
                return kind.__name__, done


def one_module(binary, seed, edits, cases):
    """The edits of one module: how often each kind, how many runs were answered from the cache, and what differed."""
    rng = random.Random(seed)
    top = pathlib.Path(tempfile.mkdtemp(prefix="ptrsafe-edits-"))
    root = top / "m"
    root.mkdir()
    env = {k: v for k, v in os.environ.items() if not k.startswith("GO") or k == "GOROOT"}
    env.update({"GOENV": "off", "GOTOOLCHAIN": "local", "PTRSAFE_CACHE": str(top / "cache")})
    kinds, replayed, runs, found, differ = collections.Counter(), 0, 0, 0, []

    def run(*args):
        return subprocess.run([binary, *args], cwd=root, env=env, capture_output=True, timeout=120)

    def said(r):
        """Status, output and messages but for what only --stats says."""
        lines = [l for l in r.stderr.splitlines() if not l.startswith((b"cache:", b"packages ", b"load ", b"cpu ", b"lookups "))]
        return r.returncode, r.stdout, lines

    try:
        make_module(root, rng, cases)
        state = Edits(root, rng)
        for step in range(edits):
            kind, what = state.any()
            kinds[kind] += 1
            importing = rng.choice(state.files()).parent
            others = [("maps", "./..."), ("types", "./..."), ("escape", "./..."), ("escape", "./" + str(importing.relative_to(root)))]
            for command in (CHECK, rng.choice(others)):
                plain = said(run(*command, "--no-cache"))
                found += plain[1].count(b"\n") if command[0] == "check" else 0
                for again in range(1 + (step % 4 == 0)):
                    cached = run(*command, "--stats")
                    runs += 1
                    replayed += b"nothing has changed" in cached.stderr
                    if said(cached) != plain or plain[0] == 4 or plain[0] < 0:
                        with_it = said(cached)
                        lines = [f"{sign}{l.decode(errors='replace')}" for sign, ours, theirs in (("-", plain, with_it), ("+", with_it, plain))
                                 for l in [*ours[1].splitlines(), *ours[2]] if l not in [*theirs[1].splitlines(), *theirs[2]]]
                        differ.append("\n  ".join([f"seed {seed}, edit {step + 1} ({what}), {' '.join(command)}, {'again' if again else 'first'}: "
                                      f"status {plain[0]} without, {cached.returncode} with the cache", *lines[:6]]))
    finally:
        shutil.rmtree(top, ignore_errors=True)
    return kinds, runs, replayed, found, differ


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("binary")
    parser.add_argument("-n", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=8)
    parser.add_argument("-v", action="store_true")
    args = parser.parse_args()
    modules = max(1, args.n // 25)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        futures = [pool.submit(one_module, os.path.realpath(args.binary), args.seed * 1000 + i, args.n // modules, args.cases) for i in range(modules)]
        results = [f.result() for f in futures]
    kinds = sum((r[0] for r in results), collections.Counter())
    differ = [d for r in results for d in r[4]]
    for d in differ:
        print(d)
    if args.v:
        for kind, n in kinds.most_common():
            print(f"{n:5} {kind}")
    print(f"{sum(kinds.values())} edits of {modules} modules: {sum(r[1] for r in results)} runs with the cache, {sum(r[2] for r in results)} of them answered from it, "
          f"{sum(r[3] for r in results)} lines of findings; {len(differ)} differ from those without")
    return len(differ) != 0


sys.exit(main())
