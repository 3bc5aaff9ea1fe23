#!/usr/bin/env python3
"""Scores Go's own tests of escape analysis: GOROOT/test/*.go that are checked with -m and without the inliner.

usage: goroot.py BINARY [FILE...]     `BINARY escape FILE` (names as in GOROOT/test; none: all)
       goroot.py compiler [FILE...]   the compiler itself: shows that patterns and rules are read rightly

The files stay where they are; what a file wants is in its own first line and in its comments `// ERROR "pattern"`.
A pattern is due if it asks for one of the five kinds of messages; what it consumes follows Go's rules: patterns
in the order of the file, each takes all messages of its line that match. What nothing took is an extra.
Exit status: 0 if nothing is missed or extra.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

import messages

ERROR = re.compile(r"// (?:GC_)?ERROR (.*)")
QUOTED = re.compile(r'"([^"]*)"')
LINE = re.compile(r"LINE(?:([+-])(\d+))?")
# What a pattern says if it asks for one of the five kinds.
DUE = re.compile(r"moved to heap|escapes? to heap|does not escape|leaking param")
# Flags that change nothing of what these messages are about: the inliner is off for us in any case.
NEUTRAL = {"-0", "-m", "-m=2", "-l", "-live"}


def recipe(file):
    """The words of the first comment that is no build constraint."""
    for line in file.read_text().split("\n"):
        if line.strip() and not line.startswith(("//go:build", "// +build")):
            return line.removeprefix("//").split()
    return []


def tests(root):
    """{file: flags}, of those whose recipe has -m and -l."""
    found = {}
    for file in sorted([*root.glob("*.go"), *root.glob("fixedbugs/*.go")]):
        words = recipe(file)
        if words[:1] == ["errorcheck"] and "-l" in words and any(w == "-m" or w.startswith("-m=") for w in words):
            found[file] = words[1:]
    return found


def patterns(file):
    """(line, regular expression, whether it is due), in the order of the file."""
    out = []
    for number, line in enumerate(file.read_text().split("\n"), 1):
        match = None if "////" in line else ERROR.search(line)
        if not match:
            continue
        for text in QUOTED.findall(match[1]):
            def at(m):
                return f"{file.name}:{number + int((m[1] or '+') + (m[2] or '0'))}"
            text = LINE.sub(at, text)
            # Mutations and calls are another analysis's words.
            out.append((number, re.compile(text), bool(DUE.search(text)) and not re.search("mutate|call param", text)))
    return out


def run(binary, file, flags, root):
    """The messages, as text; and the flags that the binary did not take."""
    if binary == "compiler":
        command = [messages.go(), "tool", "compile", "-p=p", "-e", f"-importcfg={importcfg()}", "-o", "/dev/null", *(f for f in flags if f != "-0"), str(file)]
        return subprocess.run(command, cwd=root, capture_output=True, text=True, env=messages.environment()).stdout, []
    name = file.relative_to(root).as_posix()
    special = [f for f in flags if f not in NEUTRAL]
    plain = subprocess.run([binary, "escape", name], cwd=root, capture_output=True, text=True, env=messages.environment(), timeout=300)
    if plain.returncode:
        print(f"{name}: exit status {plain.returncode}: {plain.stderr.strip()[-300:]}")
    return plain.stdout, special


CONFIGURATION = []


def importcfg():
    """The compiled std packages, as `go tool compile` wants to be told of them."""
    if not CONFIGURATION:
        command = [messages.go(), "list", "-export", "-f", "{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}", "std"]
        text = subprocess.run(command, capture_output=True, text=True, check=True, env=messages.environment()).stdout
        CONFIGURATION.append(tempfile.NamedTemporaryFile("w", suffix=".importcfg"))
        CONFIGURATION[0].write(text)
        CONFIGURATION[0].flush()
    return CONFIGURATION[0].name


def score(binary, file, flags, root):
    """(patterns due, missed, extras, flags not taken) of one file; what is missed and extra as lines."""
    text, untaken = run(binary, file, flags, root)
    left = {}
    for _, line, _, message in {m for m in messages.parse(text, str(root)) if m[0] == str(file)}:
        left.setdefault(line, []).append(message)
    name = file.relative_to(root).as_posix()
    due, missed = 0, []
    for line, pattern, counts in patterns(file):
        here = left.get(line, [])
        left[line] = [m for m in here if not pattern.search(m)]
        due += counts
        if counts and len(left[line]) == len(here):
            missed.append(f"missed  {name}:{line}: \"{pattern.pattern}\"" + (f"  (there: {'; '.join(here)})" if here else ""))
    # That flag replaces these words of the compiler by longer ones.
    reworded = any("escapemutationscalls" in f for f in untaken)
    extras = [f"extra   {name}:{line}: {m}" for line in sorted(left) for m in sorted(left[line]) if not (reworded and m.endswith(" does not escape"))]
    return due, missed, extras, untaken


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    binary = sys.argv[1] if sys.argv[1] == "compiler" else str(pathlib.Path(sys.argv[1]).resolve())
    root = pathlib.Path(messages.goroot()) / "test"
    if not root.is_dir():
        print(f"{root} is not there (toolchains of the module proxy leave it out): nothing is compared")
        return 0
    chosen = {f: flags for f, flags in tests(root).items() if not sys.argv[2:] or f.relative_to(root).as_posix() in sys.argv[2:]}
    rows, total = [], [0, 0, 0]
    for file, flags in chosen.items():
        due, missed, extras, untaken = score(binary, file, flags, root)
        print("\n".join(missed + extras), end="\n" if missed or extras else "")
        rows.append((file.relative_to(root).as_posix(), due, due - len(missed), len(extras), f"without {' '.join(untaken)}" if untaken else ""))
        total = [a + b for a, b in zip(total, rows[-1][1:4])]
    print(f"\n{'file':32} {'due':>5} {'found':>5} {'extra':>5}")
    for row in rows:
        print(f"{row[0]:32} {row[1]:5} {row[2]:5} {row[3]:5}  {row[4]}".rstrip())
    print(f"{len(rows)} files: {total[1]} of {total[0]} patterns ({100 * total[1] / max(total[0], 1):.2f} %), {total[2]} extra")
    return 0 if total[0] == total[1] and not total[2] else 1


if __name__ == "__main__":
    sys.exit(main())
