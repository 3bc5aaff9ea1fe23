#!/usr/bin/env python3
"""Shell completions and the manual page: what bash really completes, by its completion function and at a prompt; the syntax of those of zsh and fish,
and what fish completes; the page by mandoc and groff. All of them name every command and flag that the help texts have.

usage: completions.py BINARY
"""
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from run import BINARY, expect, run_tests  # noqa: E402

TESTS = []


def test(f):
    TESTS.append(f)
    return f


def ptrsafe(*args):
    return subprocess.run([BINARY, *args], capture_output=True, text=True, check=True).stdout


def installed(tool):
    if shutil.which(tool):
        return True
    print(f"skipped: {tool} is not installed (scripts/install-dependencies.sh --tests)")
    return False


def help_of(command):
    """The long flags and the one-letter flags that a help text lists."""
    text = ptrsafe(*command, "--help")
    return {w for line in text.split("\n") if line.startswith("  -") for w in re.findall(r"(?<![\w-])--?[A-Za-z][\w-]*", line.split("  ")[1])}


def commands():
    text = ptrsafe("--help")
    return re.findall(r"^  ([a-z]+) ", text[re.search(r"^(SUBCOMMANDS|Subcommands):", text, re.M).end():], re.M)


def bash(box, *words):
    """What bash offers for the last of the words. Words are split as bash does at a prompt: `=` is one by itself."""
    quoted = " ".join(f"'{w}'" for w in ("ptrsafe", *words))
    script = f"""source {box.dir}/ptrsafe.bash
compopt() {{ :; }}  # works at a prompt only
COMP_WORDS=({quoted}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_ptrsafe; printf '%s\\n' "${{COMPREPLY[@]}}\""""
    ran = subprocess.run(["bash", "--norc", "-c", script], cwd=box.dir, capture_output=True, text=True)
    expect(ran.returncode == 0 and not ran.stderr, f"{words}: {ran.stderr}")
    return ran.stdout.split()


@test
def bash_completes(box):
    box.write({"ptrsafe.bash": ptrsafe("completion", "bash"), "a.go": "", "notes.txt": "", "cmd/x.go": ""})
    expect(set(commands()) <= set(bash(box, "")), "all commands")
    for words, wanted in (
            (["ch"], ["check"]), (["--v"], ["--version"]), (["check", "--form"], ["--format"]), (["check", "--format", "=", "s"], ["sarif"]),
            (["check", "--format", "="], ["text", "json", "sarif", "github", "checkstyle", "html"]), (["maps", "--format", "j"], ["json"]),
            (["maps", "--format", "s"], []), (["check", "--rules=nil-map-value,unb"], []), (["check", "--rules", "=", "nil-map-value,unb"], ["nil-map-value,unbounded-map"]),
            (["check", "--rules", "al"], ["all", "aliased-map-values"]), (["check", "--disable", "al"], ["aliased-map-values"]),
            (["explain", "slice"], ["slice-header-write"]), (["explain", "a"], ["aliased-map-values", "a.go"]), (["check", "-C", ""], ["cmd"]),
            (["check", "--output", "n"], ["notes.txt"]), (["check", ""], ["a.go", "cmd"]), (["check", "--matrix", ""], []),
            (["completion", ""], ["bash", "zsh", "fish"]), (["version", ""], []), (["frobnicate", ""], [])):
        got = bash(box, *words)
        expect(sorted(got) == sorted(wanted), f"{words}: {got}, not {wanted}")


@test
def bash_completes_at_a_prompt(box):
    """The keys of a user, in an interactive shell."""
    box.write({"ptrsafe.bash": ptrsafe("completion", "bash")})
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(box.dir)
        os.environ.update(PS1="> ", TERM="dumb")
        os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
    shown = ""

    def wait_for(text):
        nonlocal shown
        until = time.monotonic() + 20
        while text not in shown and time.monotonic() < until:
            if select.select([terminal], [], [], 0.1)[0]:
                shown += os.read(terminal, 4096).decode(errors="replace")
        expect(text in shown, f"{text!r} after the keys; there is {shown!r}")

    try:
        os.write(terminal, b"source ptrsafe.bash; ptrsafe() { echo \"<$*>\"; }\n")
        os.write(terminal, b"ptrsafe ch\t--fail-on=lik\t --rules=nil-map-v\t\n")
        wait_for("<check --fail-on=likely --rules=nil-map-value>")
    finally:
        os.write(terminal, b"\x03exit\n")
        os.close(terminal)
        os.waitpid(child, 0)


@test
def bash_names_all_flags(box):
    box.write({"ptrsafe.bash": ptrsafe("completion", "bash")})
    for command in commands():
        expect(set(bash(box, command, "-")) == help_of([command]), f"{command}: the flags of its help text")


@test
def other_shells_read_theirs(box):
    box.write({f"ptrsafe.{shell}": ptrsafe("completion", shell) for shell in ("zsh", "fish")})
    for shell in ("zsh", "fish"):
        if installed(shell):
            ran = subprocess.run([shell, "-n", f"ptrsafe.{shell}"], cwd=box.dir, capture_output=True, text=True)
            expect(ran.returncode == 0 and not ran.stderr, f"{shell}: {ran.stderr}")
    if installed("fish"):
        for line, wanted in (("ptrsafe ch", {"check"}), ("ptrsafe check --format=s", {"--format=sarif"}), ("ptrsafe maps --format sarif", set()),
                             ("ptrsafe check --rules=nil-map-v", {"--rules=nil-map-value"}), ("ptrsafe check --disable copied-lock,nil-map-v", {"copied-lock,nil-map-value"})):
            ran = subprocess.run(["fish", "--no-config", "-c", f"source ptrsafe.fish; complete -C '{line}'"], cwd=box.dir, capture_output=True, text=True,
                                 env={**os.environ, "HOME": str(box.dir)})
            got = {l.split("\t")[0] for l in ran.stdout.splitlines()}
            expect(got == wanted, f"fish, {line}: {got}, not {wanted}; {ran.stderr}")


@test
def zsh_loads_and_completes(box):
    """At a prompt, in zsh's own pseudo terminal."""
    if not installed("zsh"):
        return
    box.write({"functions/_ptrsafe": ptrsafe("completion", "zsh")})
    script = """zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PS1='> '; fpath=(functions \\$fpath); autoload -U compinit; compinit -u -d dump; ptrsafe() { print \\"<\\$*>\\" }; unsetopt zle_bracketed_paste; print ready"
zpty -r -m z all '*ready*ready*'
zpty -w -n z $'ptrsafe ch\\t--fail-on=lik\\t --rules=nil-map-v\\t\\n'
zpty -r -m z all '*<*>*'
print -r -- $all
zpty -d z
"""
    ran = subprocess.run(["zsh", "-f", "-c", script], cwd=box.dir, capture_output=True, text=True, timeout=60, env={**os.environ, "TERM": "dumb", "HOME": str(box.dir)})
    expect("<check --fail-on=likely --rules=nil-map-value>" in ran.stdout, f"zsh completes: {ran.stdout[-1000:]!r} {ran.stderr}")


@test
def manual_page(box):
    box.write({"ptrsafe.1": ptrsafe("man")})
    if installed("mandoc"):
        ran = subprocess.run(["mandoc", "-Tlint", "ptrsafe.1"], cwd=box.dir, capture_output=True, text=True)
        expect(ran.returncode == 0 and not ran.stdout + ran.stderr, f"mandoc: {ran.stdout}{ran.stderr}")
        page = subprocess.run(["mandoc", "-Tutf8", "-Owidth=400", "ptrsafe.1"], cwd=box.dir, capture_output=True, text=True).stdout
        page = re.sub(".\b", "", page)
        missing = {word for command in commands() for word in {f"ptrsafe {command}", *help_of([command])} if word not in page}
        expect(not missing, f"the page names {missing}")
        expect("nil-map-value" in page and "Exit status" not in page, "rules, and no help text as it is")
    if installed("groff"):
        ran = subprocess.run(["groff", "-man", "-ww", "-z", "-Tutf8", "ptrsafe.1"], cwd=box.dir, capture_output=True, text=True)
        expect(ran.returncode == 0 and not ran.stderr, f"groff: {ran.stderr}")


@test
def wrong_shell(box):
    ran = subprocess.run([BINARY, "completion", "fich"], capture_output=True, text=True)
    expect(ran.returncode == 2 and "did you mean fish?" in ran.stderr, f"{ran}")


if __name__ == "__main__":
    sys.exit(run_tests(TESTS))
