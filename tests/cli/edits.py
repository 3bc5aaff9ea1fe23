#!/usr/bin/env python3
"""Edits that have nothing to do with the findings: with a baseline none may appear or vanish.

usage: edits.py BINARY [-n EDITS] [--seed N] [MODULE...]

Programs are the labelled cases (or the modules that are given), each copied and edited several times in a row: lines and comments put in and
taken out, declarations moved, locals renamed, functions added, indentation changed. What does not type-check is undone.
"""
import argparse
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

CASES = pathlib.Path(__file__).resolve().parent.parent / "cases"
KEEP = re.compile(r"^\s*//\s?(go:|ptrsafe:|nolint|export|line)|^//\s*\+build")


def chunks(text):
    """The file as its top-level declarations, each with the comments above it: gofmt puts nothing else in the first column."""
    out, current = [], []
    for line in text.split("\n"):
        current.append(line)
        if line in ("}", ")") or (re.match(r"^(func|type|var|const|import|package)\b", line) and not re.search(r"[({`]$", line)):
            out.append(current)
            current = []
    return out, current


def plain(text):
    """No raw strings over several lines, in which a line is not a line of code."""
    return all(line.count("`") % 2 == 0 for line in text.split("\n"))


def insert_comments(text, rnd):
    lines = text.split("\n")
    for _ in range(rnd.randint(1, 5)):
        at = rnd.randint(1, len(lines))
        if KEEP.match(lines[at - 1]) or (at < len(lines) and re.match(r"^(package|import)\b|^$", lines[at])):
            continue
        lines[at:at] = rnd.choice([["// A remark."], [""], ["", "// Two", "// lines."], ["/* a block\n   of text */"]])
    return "\n".join(lines)


def remove_comments(text, rnd):
    return "\n".join(l for l in text.split("\n") if KEEP.match(l) or not re.match(r"^\s*(//.*)?$", l) or rnd.random() < 0.3)


def move_declarations(text, rnd):
    head, rest = chunks(text)
    functions = [i for i, c in enumerate(head) if any(l.startswith("func ") for l in c)]
    order = functions[:]
    rnd.shuffle(order)
    moved = head[:]
    for to, source in zip(functions, order):
        moved[to] = head[source]
    return "\n".join("\n".join(c) for c in moved + [rest])


def rename_locals(text, rnd):
    head, rest = chunks(text)
    for i, c in enumerate(head):
        body = "\n".join(c)
        names = re.findall(r"^\s+(?:for |if )?(\w+)(?:, \w+)? :=", body, re.M)
        if not names:
            continue
        name = rnd.choice(names)
        if name != "_":
            head[i] = re.sub(rf"(?<![\w.\"]){name}\b(?!\s*:[^=])", f"{name}Renamed", body).split("\n")
    return "\n".join("\n".join(c) for c in head + [rest])


def add_functions(text, rnd):
    n = rnd.randint(0, 10**9)
    new = f"func added{n}(xs []int) int {{\n\ttotal := 0\n\tfor _, x := range xs {{\n\t\ttotal += x\n\t}}\n\treturn total\n}}\n"
    head, rest = chunks(text)
    at = rnd.choice([i for i, c in enumerate(head) if any(l.startswith("func ") for l in c)] or [len(head) - 1])
    return "\n".join("\n".join(c) for c in head[: at + 1] + [["", new]] + head[at + 1:] + [rest])


def add_statements(text, rnd):
    """Declarations that do nothing, and literals, at the beginning of functions."""
    return re.sub(r"^(func [^\n]*\{)$", lambda m: m[1] + ("\n\t_ = func() int { return 1 }" if rnd.random() < 0.5 else ""), text, flags=re.M)


def reindent(text, _):
    return "\n".join(re.sub(r"^\t+", lambda m: "   " * len(m[0]), l) for l in text.split("\n"))


EDITS = [insert_comments, remove_comments, move_declarations, rename_locals, add_functions, add_statements, reindent]


class Program:
    def __init__(self, binary, source):
        self.binary, self.source = binary, source
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="ptrsafe-edits-"))
        shutil.copytree(source, self.dir / "m")
        self.files = [f for f in (self.dir / "m").rglob("*.go") if plain(f.read_text())]

    def run(self, *args):
        return subprocess.run([self.binary, *args, "./..."], cwd=self.dir / "m", capture_output=True, text=True, timeout=120)

    def findings(self, *args):
        r = self.run("check", "--format=json", "--show=possible", "--fail-on=never", *args)
        if r.returncode != 0:
            sys.exit(f"{self.source}: exit status {r.returncode}\n{r.stderr}")
        return json.loads(r.stdout)["findings"], r.stderr

    def close(self):
        shutil.rmtree(self.dir)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary", type=lambda p: str(pathlib.Path(p).resolve()))
    parser.add_argument("-n", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("modules", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    rnd = random.Random(options.seed)
    sources = options.modules or [d for rule in sorted(CASES.iterdir()) if rule.is_dir() for d in sorted(rule.iterdir())]
    rnd.shuffle(sources)
    done, undone, wrong, guarded = 0, 0, 0, 0
    while done < options.n:
        program = Program(options.binary, sources.pop(0))
        sources.append(program.source)
        baseline = str(program.dir / "baseline.json")
        before, _ = program.findings()
        if before and program.files and program.run("types").returncode == 0:
            program.run("check", "--show=possible", f"--write-baseline={baseline}")
            guarded += len(before)
            for _ in range(8):
                edit, file = rnd.choice(EDITS), rnd.choice(program.files)
                old = file.read_text()
                new = edit(old, rnd)
                file.write_text(new)
                if new == old or program.run("types").returncode != 0:
                    file.write_text(old)
                    undone += 1
                    continue
                done += 1
                left, said = program.findings(f"--baseline={baseline}")
                if left or "no longer there" in said:
                    wrong += 1
                    print(f"{program.source.parent.name}/{program.source.name}: after {edit.__name__} of {file.name}:")
                    for f in left:
                        print(f"    appears  {f['file']}:{f['line']}: {f['message']} ({f['rule']})")
                    print("".join(f"    vanishes {l}\n" for l in said.splitlines() if l.startswith("\t")), end="")
                    file.write_text(old)
        program.close()
    print(f"edits: {done} edits of programs with {guarded} findings, {wrong} with a finding that appears or vanishes ({undone} undone)")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
