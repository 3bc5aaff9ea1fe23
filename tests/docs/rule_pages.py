#!/usr/bin/env python3
"""The rules' pages against Go and against ptrsafe: each has its sections, its examples compile, the bad ones have the page's finding on each
line that ends in `// bad` (with a reason behind it or not) and on no other, the good ones have none, and both ways to silence it that
the page shows do so.

An example is a fenced block of Go, a whole file, below the heading "Bad" or "Good"; it stands in a module of its own.

usage: rule_pages.py BINARY
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

from pages import GO_ENVIRONMENT, GO_MOD, blocks_of, sections, why_no_go

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs/rules"
SECTIONS = ["Bad", "Good", "Position", "How it is decided", "What rules it out", "How to silence it"]
BAD = re.compile(r"// bad\b")


def rules():
    """{name: is advice} from the table that the rules are declared in."""
    table = (ROOT / "src/rules/rules.def").read_text()
    return {name: kind == "ADVICE" for kind, name in re.findall(r'^(RULE|ADVICE)\(\w+, "([a-z-]+)"', table, re.M)}


class Tree:
    """A folder with a module for each example."""

    def __init__(self, folder):
        self.folder, self.due, self.modules = folder, {}, []

    def add(self, module, source, due=(), name="x.go", settings=""):
        to = self.folder / module
        (to / name).parent.mkdir(parents=True)
        (to / "go.mod").write_text(GO_MOD.format(module))
        (to / name).write_text(source)
        if settings:
            (to / "ptrsafe.toml").write_text(settings)
        self.modules.append(module)
        for line in due:
            self.due[f"{module}/{name}", line] = module.split("/")[0]


def plant(tree, rule, page, is_advice, wrong):
    part = sections(page)
    missing = [s for s in SECTIONS if s not in part]
    if missing:
        return wrong.append(f"{rule}: no section {', '.join(missing)}")
    silence = part["How to silence it"]
    comments, settings = blocks_of(silence, "go"), blocks_of(silence, "toml")
    bad, good = blocks_of(part["Bad"], "go"), blocks_of(part["Good"], "go")
    if not (bad and good and len(comments) == len(settings) == 1):
        return wrong.append(f"{rule}: needs an example for bad and good, and one comment and one configuration that silence it")
    on = f"[rules.{rule}]\nenable = true\n" if is_advice else ""
    for number, source in enumerate(good):
        tree.add(f"{rule}/good{number}", source, settings=on)
    for number, source in enumerate(bad):
        lines = source.split("\n")
        due = [n for n, text in enumerate(lines, 1) if BAD.search(text)]
        if not due:
            wrong.append(f"{rule}: no line of the bad example ends in `// bad`")
        tree.add(f"{rule}/bad{number}", source, due, settings=on)
        tree.add(f"{rule}/commented{number}", "\n".join(comments[0] + text if BAD.search(text) else text for text in lines), settings=on)
        tree.add(f"{rule}/configured{number}", source, name="internal/legacy/x.go", settings=on + settings[0])
    return None


def findings(binary, folder):
    ran = subprocess.run([binary, "check", "--no-cache", "--format=json", "./..."], cwd=folder, capture_output=True, text=True, timeout=60)
    if ran.returncode not in (0, 1):
        sys.exit(f"status {ran.returncode}: {ran.stderr}")
    said = json.loads(ran.stdout)
    if said["warnings"] or said["errors"]:
        sys.exit(f"warnings or errors: {said['warnings']} {said['errors']}")
    return {(f["file"], f["line"]): f["rule"] for f in said["findings"] if not f["suppressed"] and f["confidence"] != "possible"}


def compare(due, got):
    return ([f"{at[0]}:{at[1]}: no finding of {rule}, but {got.get(at)}" for at, rule in sorted(due.items()) if got.get(at) != rule] +
            [f"{at[0]}:{at[1]}: {rule} is not announced" for at, rule in sorted(got.items()) if at not in due])


def go(folder, modules, command):
    """What the go command complains of, on all modules at once."""
    work = folder / "go.work"
    work.write_text("go 1.24\n\nuse (\n" + "".join(f"\t./{m}\n" for m in modules) + ")\n")
    ran = subprocess.run(["go", *command, *(f"./{m}/..." for m in modules)], cwd=folder, capture_output=True, text=True, env=GO_ENVIRONMENT, timeout=300)
    work.unlink()
    return [] if ran.returncode == 0 else [f"go {command[0]}: {ran.stderr.strip()}"]


def main():
    binary = pathlib.Path(sys.argv[1]).resolve()
    if why := why_no_go():
        print("skipped:", why)
        return 77
    declared, wrong = rules(), []
    if set(declared) != {p.stem for p in PAGES.glob("*.md")}:
        wrong.append("docs/rules and src/rules/rules.def name different rules")
    with tempfile.TemporaryDirectory(prefix="ptrsafe-pages-") as folder:
        tree = Tree(pathlib.Path(folder))
        for rule, is_advice in declared.items():
            page = (PAGES / f"{rule}.md").read_text()
            if subprocess.run([binary, "explain", rule], capture_output=True, text=True).stdout != page:
                wrong.append(f"{rule}: `ptrsafe explain` prints another page")
            plant(tree, rule, page, is_advice, wrong)
        wrong += compare(tree.due, findings(binary, tree.folder))
        wrong += go(tree.folder, tree.modules, ["build"])
        wrong += go(tree.folder, [m for m in tree.modules if "/good" in m], ["vet"])
    print("\n".join(wrong + [f"rule pages: {len(declared)}, lines marked bad: {len(tree.due)}, wrong: {len(wrong)}"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
