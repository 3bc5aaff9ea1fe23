#!/usr/bin/env python3
"""Tests of the formats of `check`: what readers of each expect, with validators from outside; sources that are hard to show; output that
cannot be written, is interrupted or is very large.

usage: formats.py BINARY [TEST...]
"""
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
import urllib.parse
import xml.etree.ElementTree

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "cli"))
from run import BINARY, expect, run_tests, status  # noqa: E402

FORMATS = ("text", "json", "sarif", "github", "checkstyle")
MULTITOOL = HERE / "node_modules/@microsoft/sarif-multitool-linux"
TESTS = []
MODULE = {"go.mod": "module example.com/m\n\ngo 1.22\n"}
FAULT = {**MODULE, "a.go": 'package m\n\nfunc F() {\n\tvar m map[string]int\n\tm["a"] = 1\n}\n'}


def test(f):
    TESTS.append(f)
    return f


def fault(before="", key='"a"', behind=""):
    """A file whose fifth line writes to a nil map, with `before` ahead of it on the line."""
    return b"package m\n\nfunc F() {\n\tvar m map[string]int\n\t" + b"".join(
        x if isinstance(x, bytes) else x.encode() for x in (before, "m[", key, "] = 1", behind)) + b"\n}\n"


def text(box, *args, wanted=1):
    return status(box, wanted, "check", "--color=never", *args).stdout.decode()


def sarif(box, wanted, *args):
    return json.loads(status(box, wanted, "check", "--format=sarif", *args).stdout)


def validated(box, wanted, *args):
    """A SARIF document that the schema allows and Microsoft's validator has no error or warning for."""
    out = box.dir / "report.sarif"
    status(box, wanted, "check", "--format=sarif", f"--output={out}", *args)
    document = json.loads(out.read_text())
    tool = MULTITOOL / "Sarif.Multitool"
    if not tool.exists():
        print(f"skipped: SARIF is not validated, {tool.name} is not installed (scripts/install-dependencies.sh --tests)")
        return document
    log = box.dir / "validation.sarif"
    ran = subprocess.run([tool, "validate", out, "-j", MULTITOOL / "sarif-2.1.0.json", "-o", log, "--log", "ForceOverwrite", "--level", "Error;Warning"],
                         capture_output=True, text=True, timeout=120, env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"})
    expect(log.exists(), f"the validator ran: {ran.stdout}{ran.stderr}")
    validation = json.loads(log.read_text(encoding="utf-8-sig"))["runs"][0]
    # SARIF2005 wants an address of the tool on the web; it has none.
    said = [(r["ruleId"], r["message"]) for r in validation["results"] if r.get("level") != "note" and r["ruleId"] != "SARIF2005"]
    notes = validation["invocations"][0].get("toolExecutionNotifications", [])
    expect(not said, f"the validator complains: {said[:5]}")
    expect(not [n for n in notes if n.get("level") == "error"], f"the validator could not read it: {notes}")
    return document


def checkstyle(box, wanted, *args):
    r = status(box, wanted, "check", "--format=checkstyle", *args)
    if shutil.which("xmllint"):
        ran = subprocess.run(["xmllint", "--noout", "--schema", HERE / "checkstyle.xsd", "-"], input=r.stdout, capture_output=True)
        expect(ran.returncode == 0, f"xmllint: {ran.stderr.decode()}", r)
    else:
        print("skipped: checkstyle is not validated, xmllint is not installed (scripts/install-dependencies.sh --tests)")
    return {f.get("name"): f.findall("error") for f in xml.etree.ElementTree.fromstring(r.stdout)}


# Text

@test
def text_of_a_finding(box):
    box.write(FAULT)
    lines = text(box).splitlines()
    expect(re.fullmatch(r"a\.go:5:2: .* \(nil-map-write, proven\)", lines[0]), f"the first line: {lines}")
    expect(lines[1:3] == ['  5 | m["a"] = 1', "    | ^^^^^^"], f"the excerpt: {lines}")
    expect(any(re.fullmatch(r"  = a\.go:\d+:\d+  \S.*", line) for line in lines[3:-1]), f"the witness: {lines}")
    expect(lines[-1].startswith("  = help: make the map first"), f"the remedy: {lines}")
    matching = [line for line in lines if re.match(r"(.+?):(\d+):(\d+): (.+)$", line)]
    expect(matching == lines[:1], f"only the finding matches %f:%l:%c: %m: {matching}")


@test
def color(box):
    box.write(FAULT)
    plain = text(box)
    colored = status(box, 1, "check", "--color=always").stdout.decode()
    expect("\x1b[" not in plain and re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain, f"colour changes nothing else: {colored!r}")
    expect("\x1b[1;31m^^^^^^\x1b[0m" in colored, f"the mark in colour: {colored!r}")
    expect(text(box, "--color=auto") == plain, "no colour in a pipe")
    for env, wanted in (({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True)):
        ran = subprocess.run(["script", "-qec", f"{BINARY} check", "/dev/null"], cwd=box.dir, capture_output=True,
                             env={**{k: v for k, v in os.environ.items() if k != "NO_COLOR"}, "TERM": "xterm", **env})
        expect((b"\x1b[1m" in ran.stdout) == wanted, f"on a terminal with {env}: {ran.stdout!r}")


@test
def excerpts_of_hard_lines(box):
    for what, source, wanted in (
        ("tabs", fault("\t if true {\t", behind="\t}"), ["  5 | if true {    m[\"a\"] = 1    }", "    | " + " " * 13 + "^^^^^^"]),
        ("wide characters", fault('_ = "日本"; '), ['  5 | _ = "日本"; m["a"] = 1', "    | " + " " * 12 + "^^^^^^"]),
        ("combining characters", fault('_ = "e\u0301"; '), ['  5 | _ = "e\u0301"; m["a"] = 1', "    | " + " " * 9 + "^^^^^^"]),
        ("a wide key", fault(key='"日"'), ['  5 | m["日"] = 1', "    | ^^^^^^^"]),
        ("CRLF", fault().replace(b"\n", b"\r\n"), ['  5 | m["a"] = 1', "    | ^^^^^^"]),
        ("what moves the cursor", fault("_ = `\x1b[2J\u202e`; "), ['  5 | _ = `\ufffd[2J\ufffd`; m["a"] = 1', "    | " + " " * 13 + "^^^^^^"]),
        ("a byte order mark", b"\xef\xbb\xbf" + fault(), ['  5 | m["a"] = 1', "    | ^^^^^^"]),
    ):
        box.write({**MODULE, "a.go": source})
        lines = text(box).splitlines()
        expect(lines[1:3] == wanted, f"{what}: {lines}")


@test
def invalid_bytes(box):
    # Not valid Go, so that the fault stands in a package with an error; what can be analysed is.
    box.write({**MODULE, "a.go": fault(behind=b" // \xff\xfe")})
    for form in FORMATS:
        r = box.run("check", f"--format={form}", "--color=never")
        expect(r.returncode in (1, 3), f"{form} ends well", r)
        r.stdout.decode()  # is UTF-8


@test
def very_long_lines(box):
    box.write({**MODULE, "a.go": fault('_ = "' + "x" * 1_000_000 + '"; ', behind='; _ = "' + "y" * 1_000_000 + '"')})
    lines = text(box).splitlines()
    expect(lines[1].startswith("  5 | …xxx") and lines[1].endswith("yyy…") and len(lines[1]) < 130, f"cut on both sides: {lines[1][:200]}")
    at = lines[2].index("^")
    expect(lines[1][at:at + 6] == 'm["a"]', f"the mark: {lines[1:3]}")
    result = validated(box, 1)["runs"][0]["results"][0]
    expect("contextRegion" not in result["locations"][0]["physicalLocation"], "the line is no snippet")


@test
def line_directives(box):
    source = fault().replace(b'\tm["a"]', b'//line parser.y:77\n\tm["a"]')
    box.write({**MODULE, "a.go": source})
    lines = text(box).splitlines()
    expect(lines[0].startswith("parser.y:77: ") and lines[1:4] == ["  --> a.go:6", '  6 | m["a"] = 1', "    | ^^^^^^"], f"{lines}")
    where = sarif(box, 1)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    expect((where["artifactLocation"]["uri"], where["region"]["startLine"]) == ("a.go", 6), f"SARIF is physical: {where}")
    expect(b"::error file=a.go,line=6," in status(box, 1, "check", "--format=github").stdout, "and so are annotations")


# SARIF

@test
def sarif_of_a_finding(box):
    box.write(FAULT)
    run = validated(box, 1)["runs"][0]
    result = run["results"][0]
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    expect(rule["id"] == result["ruleId"] == "nil-map-write" and result["level"] == "error", f"{result}")
    expect(rule["help"]["markdown"].startswith("# nil-map-write\n") and "make the map first" in rule["help"]["text"], f"{rule}")
    where = result["locations"][0]["physicalLocation"]
    expect(where["artifactLocation"] == {"uri": "a.go", "uriBaseId": "SRCROOT"}, f"{where}")
    expect({k: v for k, v in where["region"].items()} == {"startLine": 5, "startColumn": 2, "endLine": 5, "endColumn": 8, "snippet": {"text": 'm["a"]'}}, f"{where}")
    expect(where["contextRegion"] == {"startLine": 5, "endLine": 5, "snippet": {"text": '\tm["a"] = 1'}}, f"{where}")
    steps = [s["location"] for s in result["codeFlows"][0]["threadFlows"][0]["locations"]]
    expect(len(steps) >= 2 and steps[-1]["physicalLocation"]["region"] == where["region"] and all(s["message"]["text"] for s in steps), f"{steps}")
    found = json.loads(status(box, 1, "check", "--format=json").stdout)["findings"][0]
    expect(result["partialFingerprints"] == {"ptrsafe/v1": found["fingerprint"]} and result["suppressions"] == [], f"{result}")
    expect(run["invocations"][0]["executionSuccessful"] is True, f"{run['invocations']}")
    root = urllib.parse.unquote(urllib.parse.urlparse(run["originalUriBaseIds"]["SRCROOT"]["uri"]).path)
    expect(os.path.samefile(root, box.dir) and root.endswith("/"), root)


@test
def sarif_names_every_rule(box):
    box.write({**MODULE, "a.go": "package m\n"})
    run = validated(box, 0)["runs"][0]
    pages = sorted(p.stem for p in (HERE.parent.parent / "docs/rules").glob("*.md") if p.stem != "README")
    rules = run["tool"]["driver"]["rules"]
    expect([r["id"] for r in rules] == pages and run["results"] == [], f"{[r['id'] for r in rules]}")
    for r in rules:
        expect(all(r[part]["text"] for part in ("shortDescription", "fullDescription", "help")), r["id"])
        expect("\n" not in r["help"]["text"] and len(r["help"]["text"]) < 140, f"a remedy is a line: {r['help']['text']}")


@test
def sarif_links_to_pages(box):
    """Where the team has them; the page is there, by that name."""
    box.write(FAULT).write({"ptrsafe.toml": 'rule-pages = "https://example.com/docs/rules/"\n'})
    rules = validated(box, 1)["runs"][0]["tool"]["driver"]["rules"]
    for rule in rules:
        expect(rule["helpUri"] == f"https://example.com/docs/rules/{rule['id']}.html", f"{rule['helpUri']}")
        expect((HERE.parents[1] / f"docs/rules/{rule['id']}.md").exists(), f"a page of {rule['id']}")
    (box.dir / "ptrsafe.toml").unlink()
    expect(not any("helpUri" in rule for rule in validated(box, 1)["runs"][0]["tool"]["driver"]["rules"]), "none without")


@test
def sarif_against_a_baseline(box):
    """What the baseline has is left out, what is left is new; a suppressed finding may have been there before."""
    old = FAULT["a.go"]
    box.write({**FAULT, "a.go": old})
    expect("baselineState" not in sarif(box, 1)["runs"][0]["results"][0], "without a baseline there is no state")
    status(box, 0, "check", "--write-baseline=base.json")
    box.write({"b.go": old.replace("F()", "G()"), "c.go": old.replace("F()", "H()").replace("= 1", "= 1 //ptrsafe:ignore nil-map-write on purpose")})
    results = validated(box, 1, "--baseline=base.json")["runs"][0]["results"]
    states = [(r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], r.get("baselineState")) for r in results]
    expect(states == [("b.go", "new"), ("c.go", None)], f"{states}")


@test
def sarif_columns(box):
    for what, source, column in (
        ("two bytes, one unit", fault('_ = "é"; '), 11),
        ("four bytes, two units", fault('_ = "😀"; '), 12),
    ):
        box.write({**MODULE, "a.go": source})
        document = validated(box, 1)["runs"][0]
        region = document["results"][0]["locations"][0]["physicalLocation"]["region"]
        line = source.decode().split("\n")[4].encode("utf-16-le")
        marked = line[2 * (region["startColumn"] - 1):2 * (region["endColumn"] - 1)].decode("utf-16-le")
        expect(document["columnKind"] == "utf16CodeUnits" and region["startColumn"] == column and marked == 'm["a"]', f"{what}: {region} {marked}")


@test
def sarif_addresses(box):
    names = ("with blank/a#1 %41.go", "ünï/b?.go", "a:b.go")
    box.write({**MODULE, **{n: FAULT["a.go"] for n in names}})
    found = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in validated(box, 1)["runs"][0]["results"]}
    expect(found == {urllib.parse.quote(n, safe="/") for n in names}, f"{found}")


@test
def sarif_of_what_failed(box):
    box.write({**FAULT, "b/b.go": "package b\n\nvar x int = \"s\"\n", "c/c.go": "package c\n\nfunc {\n"})
    run = validated(box, 1)["runs"][0]
    invocation = run["invocations"][0]
    said = [(n["level"], n["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]) for n in invocation["toolExecutionNotifications"]]
    expect(invocation["executionSuccessful"] is False and ("error", "b/b.go") in said and ("error", "c/c.go") in said, f"{invocation}")


@test
def sarif_of_suppressions(box):
    box.write({**MODULE, "a.go": fault(behind=" //ptrsafe:ignore nil-map-write never called"),
               "b/b.go": "package b\n\n//ptrsafe:ignore nil-map-write there is nothing here\n"})
    run = validated(box, 0)["runs"][0]
    expect(run["results"][0]["suppressions"] == [{"kind": "inSource", "justification": "never called"}], f"{run['results']}")
    warned = run["invocations"][0]["toolConfigurationNotifications"]
    expect(len(warned) == 1 and warned[0]["level"] == "warning", f"{warned}")
    expect(text(box, wanted=0) == "" and checkstyle(box, 0).keys() == {"b/b.go"}, "the others leave it out")


# GitHub

def commands(out):
    """What the runner reads, as its toolkit unescapes it."""
    found = []
    for line in out.decode().splitlines():
        m = re.fullmatch(r"::(\w+)(?: ([^:]*))?::(.*)", line)
        expect(m, f"a command a line: {line!r}")
        unescape = lambda s, more: re.sub("%(" + "|".join(["25", "0D", "0A", *more]) + ")", lambda x: chr(int(x[1], 16)), s)  # noqa: E731
        properties = {k: unescape(v, ["3A", "2C"]) for k, v in (p.split("=", 1) for p in (m[2] or "").split(",") if p)}
        found.append((m[1], properties, unescape(m[3], [])))
    return found


@test
def github_annotations(box):
    box.write({**MODULE, "a,b:c%25.go": fault('_ = "é"; '), "b/b.go": "package b\n\nfunc f() {\n\tx := 1\n}\n"})
    found = commands(status(box, 1, "check", "--format=github").stdout)
    kind, at, message = found[0]
    expect((kind, at) == ("error", {"file": "a,b:c%25.go", "line": "5", "endLine": "5", "col": "11", "endColumn": "17",
                                    "title": "nil-map-write (proven)"}), f"{found[0]}")
    expect(message.splitlines()[-1].startswith("help: make the map first") and "nil" in message.splitlines()[0], message)
    expect([(k, p["file"]) for k, p, _ in found[1:]] == [("error", "b/b.go")], f"what failed: {found}")


# Checkstyle

@test
def checkstyle_of_findings(box):
    box.write({**MODULE, "a&<b>\"'.go": fault(key='"<&\\"]]>"'), "b/b.go": "package b\n\nfunc f() {\n\tx := 1\n}\n",
               "c/c.go": fault().replace(b"package m", b"package c").replace(b'm["a"] = 1', b'm["a"] = 1; m["b"] = 2')})
    found = checkstyle(box, 1)
    one = found["a&<b>\"'.go"][0].attrib
    expect((one["line"], one["column"], one["severity"], one["source"]) == ("5", "2", "error", "ptrsafe.nil-map-write"), f"{one}")
    expect(one["message"].endswith(" (proven)"), f"{one}")
    expect(found["b/b.go"][0].get("source") == "ptrsafe.error", "what failed")
    expect(len(found) == 3, f"a file an element: {found.keys()}")


@test
def checkstyle_without_findings(box):
    box.write({**MODULE, "a.go": "package m\n"})
    expect(checkstyle(box, 0) == {}, "empty, and valid")


@test
def control_characters(box):
    box.write({**MODULE, "a.go": fault(key="`\x01\x1b\u202e\n\t`").replace(b"map[string]int", b"map[string]*int").replace(b"= 1", b"= nil")})
    checkstyle(box, 1)
    validated(box, 1)
    lines = text(box).splitlines()
    expect(lines[0].endswith("proven)") and not re.search("[\x00-\x1f\u202e]", "".join(lines)), f"{lines}")
    commands(status(box, 1, "check", "--format=github").stdout)


# Output that goes wrong

@test
def closed_stdout(box):
    box.write(FAULT)
    for form in FORMATS:
        run = subprocess.run(["bash", "-c", f'"{BINARY}" check --format={form} | true; echo ${{PIPESTATUS[0]}}'], cwd=box.dir, capture_output=True)
        expect(run.stdout == b"1\n" and run.stderr == b"", f"{form}, the reader has gone: {run}")
        run = subprocess.run(["bash", "-c", f'"{BINARY}" check --format={form} >&-'], cwd=box.dir, capture_output=True)
        expect(run.returncode == 2 and b"cannot write to stdout" in run.stderr, f"{form}, stdout is closed: {run}")


@test
def full_disk(box):
    box.write(FAULT)
    for form in FORMATS:
        with open("/dev/full", "wb") as full:
            run = subprocess.run([BINARY, "check", f"--format={form}"], cwd=box.dir, stdout=full, stderr=subprocess.PIPE)
        expect(run.returncode == 2 and b"No space left" in run.stderr, f"{form} to a full stdout: {run}")
        r = status(box, 2, "check", f"--format={form}", "--output=/dev/full")
        expect(b"No space left" in r.stderr and os.path.exists("/dev/full"), f"{form} to a full file", r)
    r = status(box, 2, "check", "--write-baseline=/dev/full")
    expect(b"No space left" in r.stderr and b"written" not in r.stderr, "a baseline that is not there is not told of", r)


@test
def refused_calls(box):
    """A call that is wrong has no report, in no format, and leaves an earlier one alone."""
    box.write({**FAULT, "bad.toml": "exclud = []\n"})
    refused = [["check", f"--format={form}", flag] for form in (*FORMATS, "html") for flag in ("--baseline=absent", "--diff=absent", "--config=absent", "--config=bad.toml")]
    for call in (*refused, *(["maps", f"--format={form}", "--config=absent"] for form in ("text", "json")), ["escape", "--format=json", "--config=absent"]):
        r = status(box, 2, *call)
        expect(r.stdout == b"" and r.stderr.count(b"\n") == 1, f"{call}: why, and no more", r)
        box.write({"report": "of an earlier run"})
        status(box, 2, *call, "--output=report")
        expect((box.dir / "report").read_text() == "of an earlier run", f"{call}: the report stays")


@test
def output_by_other_names(box):
    """What leads to a file or to stdout stays what it is."""
    box.write(FAULT)
    whole = status(box, 1, "check").stdout
    (box.dir / "there").write_bytes(b"old")
    os.mkdir(box.dir / "below")
    for name, leads_to, has in (("link", "there", "there"), ("dangling", "new", "new"), ("below/up", "../above", "above")):
        os.symlink(leads_to, box.dir / name)
        status(box, 1, "check", f"--output={name}")
        expect(os.readlink(box.dir / name) == leads_to and (box.dir / has).read_bytes() == whole, f"through {name}")
    for name in ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"):
        r = status(box, 1, "check", f"--output={name}")
        expect(r.stdout == whole, f"to {name}", r)
        with open(box.dir / "file", "wb") as file:  # a replaced /dev/stdout would be lost to all
            run = subprocess.run([BINARY, "check", f"--output={name}"], cwd=box.dir, stdout=file)
        expect(run.returncode == 1 and (box.dir / "file").read_bytes() == whole and not os.path.exists(box.dir / "-"), f"to {name}, which is a file")
        expect(os.path.islink("/dev/stdout"), "/dev/stdout stays")


@test
def unwritable_output(box):
    box.write(FAULT)
    for form in FORMATS:
        for path in ("none/report", "go.mod/report", "."):
            r = status(box, 2, "check", f"--format={form}", f"--output={path}")
            expect(r.stdout == b"" and f"cannot write {path}".encode() in r.stderr, f"{form} to {path}", r)
    expect(sorted(p.name for p in box.dir.iterdir()) == ["a.go", "go.mod"], "nothing is left behind")


def handled_by(process, number):
    """Waits until the process handles the signal (or has ended): before that, its loader runs and nothing of its own."""
    caught = 0
    while process.poll() is None and not caught >> (number - 1) & 1:
        try:
            caught = int(re.search(r"SigCgt:\s*(\w+)", pathlib.Path(f"/proc/{process.pid}/status").read_text())[1], 16)
        except (OSError, TypeError):  # no such file system, or the process is gone
            return


@test
def interrupted(box):
    """At any time: status 130, and either the report as it was or the new one."""
    box.write(MODULE).write({"a.go": "package m\n\n" + "".join(f'func F{i}() {{\n\tvar m map[string]int\n\tm["a"] = 1\n}}\n' for i in range(2000))})
    for form in FORMATS:
        out = box.dir / "report"
        start = time.time()
        status(box, 1, "check", "--no-cache", f"--format={form}", f"--output={out}")
        whole, took = out.read_bytes(), time.time() - start
        stats = re.compile(rb'"(wall_ms|peak_rss_kb)": \d+')
        for part in range(8):
            out.write_bytes(b"old")
            process = subprocess.Popen([BINARY, "check", "--no-cache", f"--format={form}", f"--output={out}"], cwd=box.dir, stderr=subprocess.PIPE)
            handled_by(process, signal.SIGINT)
            time.sleep(took * (part + 1) / 8)
            process.send_signal(signal.SIGINT)
            code = process.wait(60)
            now = out.read_bytes()
            expect(code in (1, 130), f"{form}: exit status {code}")
            expect(now == b"old" or stats.sub(b"", now) == stats.sub(b"", whole), f"{form}: half a report of {len(now)} bytes")
            expect(code == 130 or now != b"old", f"{form}: nothing written, and no word of it")
        expect(sorted(p.name for p in box.dir.iterdir()) == ["a.go", "go.mod", "report"], f"{form}: nothing is left behind")
        out.unlink()


@test
def interrupted_with_an_earlier_revision(box):
    """Whatever the signal, the tree of that revision goes with the run."""
    box.write(MODULE).write({f"p{p}/a.go": f"package p{p}\n\n" + "".join(f'func F{i}() {{\n\tvar m map[string]int\n\tm["a"] = 1\n}}\n' for i in range(100)) for p in range(60)})
    git = ["git", "-C", box.dir, "-c", "user.name=n", "-c", "user.email=e"]
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "m"]):
        subprocess.run([*git, *arguments], check=True, capture_output=True)
    for p in range(60):
        (box.dir / f"p{p}/b.go").write_text((box.dir / f"p{p}/a.go").read_text().replace("func F", "func G"))
        (box.dir / f"p{p}/a.go").unlink()
    temporary = box.dir / "tmp"
    temporary.mkdir()
    command = [BINARY, "check", "--no-cache", "--diff=HEAD", "--output=/dev/null"]
    start = time.time()
    run = subprocess.run(command, cwd=box.dir, env={**os.environ, "TMPDIR": str(temporary)}, capture_output=True)
    took, seen = time.time() - start, 0
    expect(run.returncode == 1 and not os.listdir(temporary), f"in peace: {run}")
    for number, ended in ((signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM), (signal.SIGHUP, -signal.SIGHUP)):
        for part in range(8):
            process = subprocess.Popen(command, cwd=box.dir, env={**os.environ, "TMPDIR": str(temporary)}, stderr=subprocess.PIPE)
            handled_by(process, number)
            time.sleep(took * (part + 1) / 9)
            seen += bool(os.listdir(temporary))
            process.send_signal(number)
            code = process.wait(60)
            expect(code in (1, ended), f"{number}: exit status {code}")
            expect(not os.listdir(temporary), f"{number}: left behind are {os.listdir(temporary)}")
    expect(seen, "some were interrupted while there was something to leave")


@test
def very_large_output(box):
    """100,000 findings: valid, and ten times what 10,000 take (CPU time: other work beside it says nothing)."""
    times = {}
    for findings in (10_000, 100_000):
        box.write(MODULE).write({f"p{p}/a.go": f"package p{p}\n\n" + "".join(f'func F{i}() {{\n\tvar m map[string]int\n\tm["a"] = 1\n}}\n' for i in range(findings // 50))
                                 for p in range(50)})
        for form in FORMATS:
            out = box.dir / "report"
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            status(box, 1, "check", "--rules=nil-map-write", f"--format={form}", f"--output={out}", timeout=400)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            times[form, findings] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            data = out.read_bytes()
            count = {"text": lambda: len(re.findall(rb"^\S.*proven\)$", data, re.M)), "json": lambda: len(json.loads(data)["findings"]),
                     "sarif": lambda: len(json.loads(data)["runs"][0]["results"]), "github": lambda: data.count(b"::error "),
                     "checkstyle": lambda: len(xml.etree.ElementTree.fromstring(data).findall("file/error"))}[form]()
            expect(count == findings, f"{form}: {count} of {findings}")
    for form in FORMATS:
        few, many = times[form, 10_000], times[form, 100_000]
        print(f"{form}: 10,000 findings in {few:.1f} s, 100,000 in {many:.1f} s")
        expect(many < 25 * few + 2, f"{form}: {few:.1f} s for 10,000 findings, {many:.1f} s for 100,000")


if __name__ == "__main__":
    chosen = sys.argv[2:]
    sys.exit(run_tests([f for f in TESTS if not chosen or f.__name__ in chosen]))
