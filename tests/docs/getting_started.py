#!/usr/bin/env python3
"""docs/getting-started.md as a new user would follow it: its `console` blocks are typed, in one shell, and must print what the page says; a block of
Go is saved under the name that the text before it ends with.

usage: getting_started.py BINARY     (--clone: clone the repository, run scripts/demo.sh, and take the binary that this builds)
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

from pages import GO_ENVIRONMENT, console, why_no_go

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/getting-started.md"
END = "--- end of output ---"


def build(folder):
    start = time.monotonic()
    subprocess.run(["git", "clone", "-q", ROOT, folder / "clone"], check=True)
    cloned = time.monotonic()
    subprocess.run([folder / "clone/scripts/demo.sh"], check=True)
    print(f"clone: {cloned - start:.0f} s; scripts/demo.sh: {time.monotonic() - cloned:.0f} s")
    return folder / "clone/build/release/ptrsafe"


def script(page):
    """The whole session as a shell script, and [(command, what is due)]."""
    lines, due = [], []
    for before, language, text in re.findall(r"([^\n]*)\n```(\w+)\n(.*?)^```$", page, re.M | re.S):
        if language == "go":
            name = re.search(r"`([\w.]+)`:$", before)[1]
            lines.append(f"cat > {name} <<'EOF'\n{text}EOF")
        elif language == "console":
            for command, printed in console(text):
                # The status is left for a next command to ask for.
                lines.append(f"{{ {command}; }} 2>&1; status=$?; echo '{END}'; (exit $status)")
                due.append((command, printed))
    return "\n".join(lines), due


def main():
    if why := why_no_go():
        print("skipped:", why)
        return 77
    with tempfile.TemporaryDirectory(prefix="ptrsafe-start-") as made:
        folder = pathlib.Path(made)
        binary = build(folder) if "--clone" in sys.argv else pathlib.Path(sys.argv[1]).resolve()
        (folder / "bin").mkdir()
        (folder / "bin/ptrsafe").symlink_to(binary)
        session, due = script(PAGE.read_text())
        start = time.monotonic()
        ran = subprocess.run(["bash", "-c", session], cwd=folder, capture_output=True, text=True, timeout=120,
                             env={**GO_ENVIRONMENT, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "GOWORK": "off"})
        took = time.monotonic() - start
    got = ran.stdout.split(END + "\n")[:-1]
    wrong = [f"`{command}` prints\n{real}, the page says\n{printed}" for (command, printed), real in zip(due, got) if real != printed]
    if len(got) != len(due):
        wrong.append(f"{len(got)} of {len(due)} commands ran: {ran.stderr}")
    print("\n".join(wrong + [f"getting started: {len(due)} commands in {took:.1f} s, wrong: {len(wrong)}"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
