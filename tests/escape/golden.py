#!/usr/bin/env python3
"""Golden test of `ptrsafe escape --maps`: what the decisions on program/ say of maps, of what is in them, and of nothing else.

usage: golden.py BINARY [--update]
"""
import difflib
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent


def lines(binary, *flags):
    run = subprocess.run([binary, "escape", "--no-cache", "-C", str(HERE / "program"), *flags], capture_output=True, text=True, timeout=120)
    if run.returncode != 0:
        sys.exit(f"exit {run.returncode}: {run.stderr}")
    return run.stdout.splitlines(True)


def main():
    binary = os.path.abspath(sys.argv[1])
    golden = HERE / "want-maps.txt"
    got = lines(binary, "--maps")
    if "--update" in sys.argv:
        golden.write_text("".join(got))
    difference = list(difflib.unified_diff(golden.read_text().splitlines(True), got, golden.name, "now"))
    sys.stdout.writelines(difference)
    strangers = set(got) - set(lines(binary))
    for line in strangers:
        print("not without --maps:", line, end="")
    print("escape --maps:", "failed" if difference or strangers else "passed")
    return bool(difference or strangers)


sys.exit(main())
