"""What the tests of the documentation share: the parts of a Markdown page, and the Go that its examples need."""
import importlib.util
import os
import re
import subprocess
import sys

# The examples' language version, and what their commands run with: nothing of the user's, nothing from the network.
GO = (1, 24)
GO_MOD = "module example.com/{}\n\ngo 1.24\n"
GO_ENVIRONMENT = {**os.environ, "GOFLAGS": "", "GODEBUG": "", "GOPROXY": "off", "GOTOOLCHAIN": "local"}


def sections(page):
    """{heading of the second level: text below it}"""
    parts = re.split(r"^## (.*)\n", page, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))


def blocks(text):
    """[(language, contents)]"""
    return re.findall(r"^```(\w*)\n(.*?)^```$", text, re.M | re.S)


def blocks_of(text, language):
    return [contents for name, contents in blocks(text) if name == language]


def console(text):
    """[(command, what it prints)] of a `console` block, where commands stand after a dollar sign."""
    parts = [part.partition("\n") for part in re.split(r"^\$ ", text, flags=re.M)[1:]]
    return [(command, printed) for command, _, printed in parts]


def why_no_go():
    """Empty, or why the examples cannot be run."""
    try:
        version = subprocess.run(["go", "env", "GOVERSION"], capture_output=True, text=True, env=GO_ENVIRONMENT).stdout
    except FileNotFoundError:
        return "no go command; scripts/install-dependencies.sh --tests installs one"
    number = re.match(r"go(\d+)\.(\d+)", version)
    return "" if not number or tuple(map(int, number.groups())) >= GO else f"Go is older than go{GO[0]}.{GO[1]}"


def with_module(name):
    """Runs this program again with the system's Python if this one lacks a module that Debian has; ends it with 77, "skipped", if both do."""
    system = "/usr/bin/python3"
    if importlib.util.find_spec(name):
        return
    if sys.executable != system and subprocess.run([system, "-c", f"import {name}"], capture_output=True).returncode == 0:
        os.execv(system, [system, *sys.argv])
    print(f"skipped: Python has no module {name}; scripts/install-dependencies.sh --tests installs it")
    sys.exit(77)
