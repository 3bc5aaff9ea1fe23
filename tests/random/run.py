#!/usr/bin/env python3
"""Random programs, run by Go and checked by ptrsafe: what panics because of a map must not be clean.

usage: run.py BINARY [-n NUMBER] [--seed FIRST] [--keep DIR] [--alarms] [--allow MISSED]

Each program (generate.py) is run with 343 inputs. Where a run panics with a nil dereference or a write to a nil map, `check --show=possible`
must have a finding of nil-map-value or nil-map-write on a line of the panic's stack. A finding at `likely` or above on a line that some input
reaches, in a program that no input makes panic, is a suspected false alarm; --alarms prints these. The exit status tells of missed panics
and crashes only.
"""
import argparse
import collections
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from generate import program

MAIN = """package main

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
%s)

func try(name string, run func(a, b, c int) int, a, b, c int) (failed string) {
	defer func() {
		e := recover()
		if e == nil {
			return
		}
		text := fmt.Sprint(e)
		if !strings.Contains(text, "nil pointer dereference") && !strings.Contains(text, "nil map") {
			panic(e)
		}
		var pcs [64]uintptr
		frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs[:])])
		for {
			f, more := frames.Next()
			if filepath.Base(filepath.Dir(f.File)) == name {
				failed += fmt.Sprint(" ", f.Line)
			}
			if !more {
				return
			}
		}
	}()
	run(a, b, c)
	return
}

func all(name string, run func(a, b, c int) int) {
	seen := map[string]bool{}
	for a := -1; a < 6; a++ {
		for b := -1; b < 6; b++ {
			for c := -1; c < 6; c++ {
				if failed := try(name, run, a, b, c); failed != "" && !seen[failed] {
					seen[failed] = true
					fmt.Println(name, a, b, c, failed)
				}
			}
		}
	}
}

func main() {
%s}
"""


def covered(root, env):
    """The lines that ran, as (package, line)."""
    subprocess.run(["go", "tool", "covdata", "textfmt", "-i=cover", "-o=cover.txt"], cwd=root, env=env, check=True)
    lines = set()
    for block in (root / "cover.txt").read_text().split("\n"):
        match = re.match(r"random/(\w+)/p\.go:(\d+)\.\d+,(\d+)\.\d+ \d+ [1-9]", block)
        if match:
            lines |= {(match[1], line) for line in range(int(match[2]), int(match[3]) + 1)}
    return lines


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("binary")
    parser.add_argument("-n", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep")
    parser.add_argument("--alarms", action="store_true")
    parser.add_argument("--allow", type=int, default=0)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temp:
        root = pathlib.Path(args.keep or temp)
        names = [f"p{args.seed + i}" for i in range(args.n)]
        for i, name in enumerate(names):
            (root / name).mkdir(parents=True, exist_ok=True)
            (root / name / "p.go").write_text(program(name, args.seed + i))
        (root / "go.mod").write_text("module random\n\ngo 1.24\n")
        imports = "".join(f'\t"random/{n}"\n' for n in names)
        (root / "main.go").write_text(MAIN % (imports, "".join(f'\tall("{n}", {n}.Run)\n' for n in names)))
        env = {**os.environ, "GOFLAGS": "", "GOWORK": "off", "GOTOOLCHAIN": "local", "CGO_ENABLED": "0"}
        built = subprocess.run(["go", "build", "-cover", "-coverpkg=./...", "-o", root / "random", "."], cwd=root, env=env, capture_output=True, text=True)
        if built.returncode:
            sys.exit(f"the generator makes wrong programs:\n{built.stderr[-2000:]}")
        (root / "cover").mkdir(exist_ok=True)
        ran = subprocess.run([root / "random"], env={**env, "GOCOVERDIR": str(root / "cover")}, capture_output=True, text=True, timeout=300)
        if ran.returncode:
            sys.exit(f"a program fails in another way:\n{ran.stderr[-2000:]}")
        reached = covered(root, env)
        checked = subprocess.run([os.path.realpath(args.binary), "check", "--no-cache", "--format=json", "--show=possible", "--rules=all", "./..."], cwd=root, env=env,
                                 capture_output=True, text=True, timeout=300)
        if checked.returncode not in (0, 1):
            sys.exit(f"exit status {checked.returncode}\n{checked.stderr[-2000:]}")
        findings = collections.defaultdict(dict)
        for f in json.loads(checked.stdout)["findings"]:
            if f["rule"] in ("nil-map-value", "nil-map-write"):
                findings[f["file"].split("/")[0]][f["line"]] = f["confidence"]
    panics, missed, panicking = 0, [], set()
    levels = collections.Counter()
    for line in ran.stdout.split("\n"):
        if not line:
            continue
        name, a, b, c, *stack = line.split()
        panics += 1
        panicking.add(name)
        hit = [findings[name][int(at)] for at in stack if int(at) in findings[name]]
        if hit:
            levels[min(hit, key=["proven", "likely", "possible"].index)] += 1
        else:
            missed.append(f"{name}/p.go:{stack[0]} with Run({a}, {b}, {c}): panics, no finding (seed {name[1:]})")
    alarms = [f"{n}/p.go:{line} {level}" for n in names if n not in panicking for line, level in sorted(findings[n].items()) if level != "possible" and (n, line) in reached]
    weak = sum(level == "possible" for n in names if n not in panicking for line, level in findings[n].items() if (n, line) in reached)
    print("\n".join(missed + (["suspected: " + a for a in alarms] if args.alarms else [])))
    print(f"random programs: {args.n}, {len(panicking)} of them panic, at {panics} places: {', '.join(f'{k} {n}' for k, n in sorted(levels.items()))}, missed {len(missed)}; "
          f"in the {args.n - len(panicking)} others {len(alarms)} findings at likely or above on lines that ran, {weak} possible")
    return 1 if len(missed) > args.allow else 0


if __name__ == "__main__":
    sys.exit(main())
