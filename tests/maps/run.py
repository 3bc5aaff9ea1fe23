#!/usr/bin/env python3
"""Golden test of `ptrsafe maps`: the passports of program/ as text and JSON.

usage: run.py BINARY [--update]
"""
import difflib
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent


def run(binary, *flags):
    result = subprocess.run([binary, "maps", "-C", str(HERE / "program"), *flags], capture_output=True, text=True, timeout=120)
    if result.returncode != 0:
        sys.exit(f"exit {result.returncode}: {result.stderr}")
    return result.stdout


def one_line_each(text):
    """JSON with one access, site or attribute a line, so that a golden can be read."""
    document = json.loads(text)
    lines = []
    for m in document["maps"]:
        for key, value in m.items():
            if isinstance(value, list) and value:
                lines.append(f"  {key}:")
                lines += [f"    {json.dumps(v)}" for v in value]
            else:
                lines.append(f"  {key}: {json.dumps(value)}")
        lines.append("")
    return "\n".join(lines)


def main():
    binary = os.path.abspath(sys.argv[1])
    update = "--update" in sys.argv
    failed = 0
    outputs = {"want.txt": run(binary), "want.json.txt": one_line_each(run(binary, "--format=json"))}
    for name, got in outputs.items():
        path = HERE / name
        if update:
            path.write_text(got)
        want = path.read_text() if path.exists() else ""
        if want != got:
            failed = 1
            sys.stdout.writelines(difflib.unified_diff(want.splitlines(True), got.splitlines(True), name, "now"))
    for jobs in ("1", "2", "8"):
        if one_line_each(run(binary, "--format=json", "-j", jobs)) != outputs["want.json.txt"]:
            print(f"-j {jobs} gives something else")
            failed = 1
    print("maps:", "failed" if failed else "passed")
    return failed


sys.exit(main())
