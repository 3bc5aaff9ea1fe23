#!/usr/bin/env python3
"""docs/what-go-does.md against the Go that is installed, and ptrsafe against the page.

Each fenced block of Go on the page is a program, main.go of a module of its own. The `console` blocks behind it are commands, each after a
dollar sign, with what they print: they are run there and must print that. Of the programs ptrsafe reports the lines that end in
`// ptrsafe says RULE`, and none besides.

usage: what_go_does.py BINARY
"""
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from pages import GO_ENVIRONMENT, GO_MOD, blocks, console, why_no_go

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/what-go-does.md"
SAYS = re.compile(r"// ptrsafe says ([a-z-]+)$")


def programs(page):
    """[(source, [(command, output)])]"""
    out = []
    for language, text in blocks(page):
        if language == "go":
            out.append((text, []))
        elif language == "console":
            out[-1][1].extend(console(text))
    return out


def races_can_be_seen(folder):
    """Whether this Go can build with -race here: that needs C, and not every platform has it."""
    (folder / "go.mod").write_text(GO_MOD.format("race"))
    (folder / "main.go").write_text("package main\n\nfunc main() {}\n")
    return subprocess.run(["go", "build", "-race", "-o", os.devnull, "."], cwd=folder, capture_output=True).returncode == 0


def run(folder, command, printed):
    ran = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, timeout=100, env=GO_ENVIRONMENT)
    return [] if ran.stdout == printed else [f"{folder.name}: `{command}` prints\n{ran.stdout}{ran.stderr}, the page says\n{printed}"]


def findings(binary, folder):
    ran = subprocess.run([binary, "check", "--no-cache", "--format=json", "./..."], cwd=folder, capture_output=True, text=True, timeout=60)
    return {(f["file"].split("/")[0], f["line"]): f["rule"] for f in json.loads(ran.stdout)["findings"]}


def main():
    binary = pathlib.Path(sys.argv[1]).resolve()
    if why := why_no_go():
        print("skipped:", why)
        return 77
    wrong, due, tasks = [], {}, []
    with tempfile.TemporaryDirectory(prefix="ptrsafe-folklore-") as made, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        base = pathlib.Path(made)
        (base / "race").mkdir()
        with_races = races_can_be_seen(base / "race")
        shutil.rmtree(base / "race")
        all_programs = programs(PAGE.read_text())
        for number, (source, commands) in enumerate(all_programs):
            folder = base / f"program{number}"
            folder.mkdir()
            (folder / "go.mod").write_text(GO_MOD.format("folklore"))
            (folder / "main.go").write_text(source)
            due.update({(folder.name, n): m[1] for n, text in enumerate(source.split("\n"), 1) if (m := SAYS.search(text))})
            if not commands:
                wrong.append(f"{folder.name} is shown by no command")
            for command, printed in commands:
                if "-race" in command and not with_races:
                    print(f"skipped: `{command}`: this Go cannot build with -race here")
                    continue
                tasks.append(pool.submit(run, folder, command, printed))
        got = findings(binary, base)
        if got != due:
            wrong.append(f"ptrsafe says {sorted(got.items() - due.items())}, and not {sorted(due.items() - got.items())}")
        for task in tasks:
            wrong += task.result()
    print("\n".join(wrong + [f"what Go does: {len(all_programs)} programs, {len(tasks)} commands run, {len(due)} lines reported, wrong: {len(wrong)}"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
