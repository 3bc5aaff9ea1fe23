#!/usr/bin/env python3
"""Broken and entangled programs for the analyses: lowering, flow, races, lifetimes, rules, fixes and reports neither crash nor hang.

usage: analyses.py BINARY [-n ROUNDS] [--minutes M] [--seed FIRST] [--only values,webs,mutations] [--web NAME] [--keep DIR]

values: what has no type because an import is missing, wherever a value can stand. The checker says nothing about such code, so that it is analysed.
webs: generated programs (webs.py) whose functions, values and types lead to each other in many ways, of two sizes.
mutations: ROUNDS modules (10) of many packages each, made of the labelled cases and of files of std, broken at random; a module follows from its
seed alone. --minutes: as many as there is time for.

Wrong is any status that is not documented, and more CPU seconds than LIMIT (PTRSAFE_FAULT_LIMIT for each; more on a slow machine).
"""
import argparse
import os
import pathlib
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time

import webs

HERE = pathlib.Path(__file__).resolve().parent
LIMIT = float(os.environ.get("PTRSAFE_FAULT_LIMIT", "4"))
MOD = "module example.com/m\n\ngo 1.23\n"
CHECK = ["check", "--no-cache", "--rules=all", "--show=possible"]
# What reads the same code in other ways.
OTHERS = [["maps"], ["check", "--no-cache", "--rules=all", "--show=possible", "--fix-diff"], ["check", "--no-cache", "--rules=all", "--show=possible", "--format=json"],
          ["check", "--no-cache", "--rules=all", "--show=possible", "--format=html"], ["escape"]]


def machine_slowness():
    """How much slower than the machine of the figures this one is, now: the time of a fixed loop that fills fresh memory."""
    start = time.thread_time()
    for _ in range(200):
        memory = bytearray(1 << 22)
        for k in range(0, 1 << 22, 256):
            memory[k] = k & 0xFF
    return min(3.0, max(1.0, (time.thread_time() - start) / 0.25))


class Runs:
    def __init__(self, binary, keep):
        self.binary, self.keep, self.failures, self.runs, self.slowest = binary, keep, [], 0, (0.0, "")
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("GO") or k == "GOROOT"}
        self.environment.update(GOENV="off", GOTOOLCHAIN="local", GOFLAGS="-mod=mod", GOPROXY="off")

    def once(self, folder, args, limit):
        """What is wrong with the run, or None."""
        most = int(limit * 3) + 1
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        r = subprocess.run([self.binary, *args], cwd=folder, capture_output=True, env=self.environment, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (most, most)))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        self.runs += 1
        self.cpu = cpu
        if r.returncode == -9 or (cpu > limit and cpu > limit * machine_slowness()):
            return f"{cpu:.1f} CPU seconds"
        if r.returncode not in (0, 1, 3):
            return f"status {r.returncode}: {r.stderr[-300:].decode(errors='replace')}"
        return None

    def module(self, name, files, args, limit=LIMIT):
        """`files` by package. What goes wrong is looked for in each package alone."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix="ptrsafe-analyses-"))
        (folder / "go.mod").write_text(MOD)
        for package, texts in files.items():
            (folder / package).mkdir(exist_ok=True)
            for file, text in texts.items():
                (folder / package / file).write_text(text)
        wrong = self.once(folder, [*args, "./..."], limit)
        if self.cpu > self.slowest[0]:
            self.slowest = (self.cpu, name)
        if wrong:
            alone = [(p, w) for p in files if len(files) > 1 and (w := self.once(folder, [*args, f"./{p}"], limit))]
            self.failures.append(name)
            print(f"FAILED {name}: {' '.join(args)}: {wrong}", flush=True)
            for p, w in alone:
                print(f"  ./{p}: {w}")
            if self.keep:
                shutil.copytree(folder, self.keep / re.sub(r"\W+", "-", name), dirs_exist_ok=True)
        shutil.rmtree(folder)


# ---- values without a type

VALUES = """dep.F()|len(dep.X)|append(dep.List, 1)|append(list, dep.X)|append(list, dep.X...)|copy(dep.List, list)|copy(list, dep.X)|new(dep.T)|make(dep.T)
make(dep.M, len(dep.X))|make([]int, dep.N)|min(dep.X, 1)|complex(dep.X, 1)|imag(dep.C)|recover()|dep.X|dep.X.y|dep.X.F()|dep.G[int]()|dep.T{}|&dep.T{A: 1}|dep.T(n)
any(dep.X)|(*dep.T)(nil)|dep.X[0]|dep.X[dep.Y]|dep.X[1:dep.Y]|*dep.X|&dep.X|-dep.X|!dep.X|<-dep.C|dep.X.(int)|dep.X.(dep.T)|any(n).(dep.T)|func() dep.T { return dep.X }()
func(x dep.T) int { return len(x) }(dep.X)|t.F|t.F.G|t.F()|t.D.X|t.D|*t.P|t.P.X|t.Q[dep.K]|t.Q[n]|t.S[n]|t.S[n].F|<-t.C|t.Method()|t.Promoted()|t.Promoted|t.Own|t.Own()
g(dep.X)|g[dep.T](dep.X)|g[dep.T]|unsafe.Sizeof(dep.X)|unsafe.Pointer(dep.X)|unsafe.Offsetof(t.F)|unsafe.Slice(dep.P, 1)|unsafe.String(dep.P, dep.N)|unsafe.Add(dep.P, 1)
dep.X == dep.Y|dep.X && dep.Y|dep.X + n|n << dep.X|[...]dep.T{1: dep.X}|[]dep.T{dep.X, {}}|map[dep.T]int{dep.X: 1, dep.Y: dep.Z}|[dep.N]int{}|struct{ dep.T }{dep.X}
struct{ F dep.T }{F: dep.X}.F|string(dep.X)|[]byte(dep.X)|h(dep.X)|h(dep.List...)|dep.F|two(dep.X)|v|w|panics(dep.X)|t.part.F|each""".replace("\n", "|").split("|")
PLACES = """m[%s] = 1|objects[n] = %s|m[n] = len(%s)|m[n] += %s|m[n]++; m[n] = %s|_ = %s|x := %s; _ = x|var x = %s; m[n] = x|x, y := %s, %s; _, _ = x, y
for i, x := range %s { objects[i] = x }|for i := range %s { objects[i] = 1; go func() { objects[i] = 2 }() }|for range %s { n++ }|c <- %s|%s <- 1|if %s == %s { n++ }|if nil == %s { n++ }
if %s { n++ }|for %s { n++ }|switch %s { case 1, dep.X: n++; case %s: n-- }|switch x := any(%s).(type) { case int: m[n] = x; case dep.T: objects[n] = x; case dep.U, *dep.V: objects[n] = x }
switch x := %s.(type) { case nil: objects[n] = x; default: objects[0] = x }|select { case c <- %s: case x, ok := <-%s: _, _ = x, ok; case m[n] = <-c: }|h(%s, %s)|h(%s...)|go h(%s)|defer h(%s)
go func(x dep.T) { objects[n] = x }(%s)|defer func() { objects[n] = %s }()|f := func() any { return %s }; objects[n] = f()|*%s = 1|%s.f = 1|%s.f.g[n] = 1|%s[n] = n|%s[n][n] = %s|%s[n]++|%s++
m[%s] = m[%s] + 1|objects[n], m[n] = %s, 2|objects[n], m[n] = %s|x, ok := %s; _, _ = x, ok|v, w = %s, %s|v, w = %s|v = %s; w = v; objects[n] = w|p := &v; *p = %s; go func() { *p = w }()
delete(m, %s)|delete(%s, n)|clear(%s)|close(%s)|copy(%s, %s)|print(%s)|panic(%s)|t.F = %s|t.Q[n] = %s|t.P = %s; t.P.X = %s|t.S = append(t.S, %s)|objects[n] = T{F: %s, D: %s}
objects[n] = []dep.T{%s}|objects[n] = map[int]dep.T{n: %s}|objects[n] = [2]any{%s, %s}|%s()|go %s()|defer %s()|%s(%s)|x := %s(n); objects[n] = x|mu.Lock(); m[n] = len(%s); mu.Unlock()
sync.OnceFunc(%s)()|mu = %s|%s.Lock(); m[n] = 1; %s.Unlock()|objects[n] = (%s).(interface{ Get() int }).Get()|l: for { if %s { continue l }; objects[n] = %s; break l }
for i := %s; i < %s; i += %s { objects[i] = i }|x := %s; f := func() { x = %s; objects[n] = &x }; go f(); f()|objects[%s] = objects[%s]|q[%s] = 1|q[n] = %s|u := (*int)(unsafe.Pointer(%s)); *u = 1
u := uintptr(unsafe.Pointer(%s)); objects[n] = (*int)(unsafe.Pointer(u + %s))|var wg sync.WaitGroup; wg.Go(%s); wg.Wait()|http.HandleFunc(`/`, %s)|x := %s; x = append(x, %s); objects[n] = x
for x := range each { objects[n] = x; objects[n] = %s }|if x, ok := objects[n].(dep.T); ok { x.M(%s) }|g(%s)|objects[n] = g[any](%s)|x := %s; x.a, x.b[n] = x.c, %s|atomic.AddInt64(%s, 1)
var x atomic.Pointer[dep.T]; x.Store(%s); objects[n] = x.Load().F|var x sync.Map; x.Store(%s, %s); y, _ := x.LoadOrStore(n, %s); objects[n] = y.(dep.T).x""".replace("\n", "|").split("|")
PLACES = [p for p in PLACES if p]
RESULTS = ["any { return %s }", "(any, error) { return %s, nil }", "(dep.T, int) { return %s, %s }", "(dep.T, int) { return %s }"]
HEAD = """package p

import (
	"net/http"
	"sync"
	"sync/atomic"
	"unsafe"

	"example.com/absent/dep"
)

var _ http.Handler
var _ atomic.Int32
var _ unsafe.Pointer

type part struct {
	dep.E
	F dep.T
}

type T struct {
	dep.Base
	part
	F   dep.T
	D   struct{ X dep.T }
	P   *dep.T
	Q   map[dep.K]dep.T
	S   []dep.T
	C   chan dep.T
	Own func() dep.T
}

func (t *T) Method() dep.T { return t.F }

func (t *dep.T) Foreign() int { return t.x }

var objects map[int]any
var m map[int]int
var q map[dep.K]int
var mu sync.Mutex
var v, w = dep.F()

func g[A any](a A) A                { return a }
func h(a ...any) int                { return len(a) }
func two(a any) (dep.T, error)      { return dep.X, nil }
func each(yield func(dep.T) bool)   { yield(dep.X) }
func panics(x dep.T)                { panic(x) }
"""


def values(runs, _):
    """Each value in each place: a function each, as those with an error are left out."""
    files = {}
    for i, x in enumerate(VALUES):
        text = HEAD
        for j, place in enumerate(PLACES):
            text += f"\nfunc f{j}(t *T, c chan any, list []int, n int) {{\n\t{place.replace('%s', x)}\n}}\n"
        for j, result in enumerate(RESULTS):
            text += f"\nfunc r{j}(t *T, list []int, n int) {result.replace('%s', x)}\n"
        files[f"p{i}"] = {"a.go": text}
    runs.module("values", files, CHECK, limit=LIMIT * 2)
    some = dict(list(files.items())[::12])
    for args in OTHERS:
        runs.module("values", some, args, limit=LIMIT * 2)


# ---- webs

OF_TYPES = ["types_tree", "types_generic", "generic_instances", "anon_structs", "func_types"]


def all_webs(runs, options):
    for name, (web, small, large) in webs.WEBS.items():
        if options.web and name not in options.web.split(","):
            continue
        for n in (small, large):
            runs.module(f"web {name} {n}", {".": {"main.go": web(n)}}, CHECK)
            if name in OF_TYPES:
                runs.module(f"web {name} {n}", {".": {"main.go": web(n)}}, ["maps"])  # which asks escape, too


# ---- mutations

TOKEN = re.compile(r"//[^\n]*|/\*.*?\*/|`[^`]*`|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|[A-Za-z_]\w*|\d[\w.]*|\s+|.", re.S)
KEYWORDS = set("break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var".split())
WRAPPERS = ["func() {\n%s\n}()", "go func() {\n%s\n}()", "defer func() {\n%s\n}()", "for {\n%s\n}", "for i := range 3 {\n_ = i\n%s\n}", "for range q9.L {\n%s\n}", "if q9.B {\n%s\n}", "switch x9 := any(q9.X).(type) {\ncase q9.T:\n_ = x9\n%s\n}",
            "select {\ncase <-q9.C:\n%s\ndefault:\n}", "for k9, v9 := range q9.F() {\n_, _ = k9, v9\n%s\n}", "{\n%s\n}", "q9.Do(func() {\n%s\n})", "switch {\ncase q9.B:\n%s\nfallthrough\ndefault:\n}"]
OPERANDS = ["q9.X", "q9.F(%s)", "q9.F(%s).G", "nil", "0", "%s.f9", "(*%s)", "(&%s)", "%s()", "%s[%s]", "(<-%s)", "any(%s)", "%s.(q9.T)", "len(%s)", "append(%s, q9.X)", "[]any{%s}", "func() any { return %s }()", "q9.T{%s}", "new(q9.T)", "(%s + q9.N)", "struct{ x any }{%s}.x"]


class Program:
    """A file's text, in lines: gofmt has put each statement on lines of its own."""

    def __init__(self, text, rng):
        self.lines, self.rng = text.split("\n"), rng
        self.uses_absent = False

    def text(self):
        text = "\n".join(self.lines)
        if self.uses_absent:
            text = re.sub(r"^(package \w+[^\n]*\n)", lambda m: m.group(1) + '\nimport q9 "example.com/absent/q9"\n', text, count=1, flags=re.M)
        return text

    def statements(self):
        """Lines in bodies that are statements by themselves."""
        return [n for n, line in enumerate(self.lines) if line.startswith("\t") and not line.rstrip().endswith(("{", "(", ",")) and line.strip()[:1] not in ("}", ")", "", "/", "\"") and not line.strip().startswith(("case ", "default", "return"))]

    def tokens(self, n):
        return TOKEN.findall(self.lines[n])

    def some_name(self):
        """A line, its tokens and the number of a name among them."""
        for _ in range(50):
            n = self.rng.randrange(len(self.lines))
            if not self.lines[n].startswith("\t"):
                continue
            tokens = self.tokens(n)
            names = [k for k, t in enumerate(tokens) if re.match(r"[A-Za-z_]", t) and t not in KEYWORDS]
            if names:
                return n, tokens, self.rng.choice(names)
        return None

    # Each of these changes one thing.

    def missing_import(self):
        imports = [n for n, line in enumerate(self.lines) if re.match(r'^(import |\t)(\w+ )?"[\w./-]+"$', line)]
        if imports:
            n = self.rng.choice(imports)
            path = re.search(r'"([^"]+)"', self.lines[n]).group(1)
            self.lines[n] = re.sub(r'(\w+ )?"[^"]+"', f'{path.split("/")[-1].replace("-", "_").replace(".", "_")} "example.com/absent/{path}"', self.lines[n])

    def missing_type(self):
        """A field, parameter or variable whose type is not known."""
        declared = [n for n, line in enumerate(self.lines) if re.match(r"^\t\w+ +[\w.*\[\]]+$", line) or line.startswith(("func ", "var ", "type "))]
        if declared:
            n = self.rng.choice(declared)
            tokens = self.tokens(n)
            types = [k for k, t in enumerate(tokens) if k > 1 and re.match(r"[A-Za-z_]", t) and t not in KEYWORDS and tokens[k - 1] in (" ", "*", "]", ".")]
            if types:
                tokens[self.rng.choice(types)] = "q9.T"
                self.lines[n] = "".join(tokens).replace(".q9.T", "")
                self.uses_absent = True

    def operand(self):
        found = self.some_name()
        if found:
            n, tokens, k = found
            tokens[k] = self.rng.choice(OPERANDS).replace("%s", tokens[k])
            self.lines[n] = "".join(tokens)
            self.uses_absent = True

    def other_name(self):
        a, b = self.some_name(), self.some_name()
        if a and b:
            n, tokens, k = a
            tokens[k] = b[1][b[2]] if self.rng.random() < 0.9 else ""
            self.lines[n] = "".join(tokens)

    def statement(self):
        """Deleted, given twice, or moved to where another one stands."""
        all = self.statements()
        if len(all) > 1:
            a, b = self.rng.sample(all, 2)
            how = self.rng.randrange(4)
            if how == 0:
                self.lines[a] = ""
            elif how == 1:
                self.lines[a] += "\n" + self.lines[a]
            elif how == 2:
                self.lines[a], self.lines[b] = self.lines[b], self.lines[a]
            else:
                self.lines[a] += "\n" + self.lines[b]

    def arguments(self):
        calls = [n for n, line in enumerate(self.lines) if line.startswith("\t") and re.search(r"\w\([^()]+\)", line)]
        if calls:
            n = self.rng.choice(calls)
            self.lines[n] = re.sub(r"(\w)\(([^()]+)\)", lambda m: m.group(1) + "(" + self.rng.choice(["", m.group(2).split(",")[0], m.group(2) + ", q9.X", m.group(2) + "..."]) + ")", self.lines[n], count=1)
            self.uses_absent = True

    def no_return(self):
        returns = [n for n, line in enumerate(self.lines) if re.match(r"^\t+return\b", line)]
        if returns:
            n = self.rng.choice(returns)
            self.lines[n] = self.rng.choice(["", "panic(q9.X)", "return", "for {\n}", "goto l9\nl9:\n" + self.lines[n]])
            self.uses_absent = True

    def wrapped(self):
        """In literals, loops and branches, sometimes many deep."""
        all = self.statements()
        if all:
            n = self.rng.choice(all)
            for _ in range(self.rng.choice([1, 1, 2, 3, 30])):
                self.lines[n] = self.rng.choice(WRAPPERS).replace("%s", self.lines[n])
            self.uses_absent = True

    def copies(self):
        """A function of one file many times, and all call each other."""
        starts = [n for n, line in enumerate(self.lines) if re.match(r"^func (\([^)]*\) )?\w+\(", line) and line.endswith("{")]
        if not starts:
            return
        start = self.rng.choice(starts)
        end = next((n for n in range(start, len(self.lines)) if self.lines[n] == "}"), None)
        if end is None or end - start > 60:
            return
        head = re.match(r"^func (?:\((\w+) [^)]*\) )?(\w+)\(([^()]*)\)", self.lines[start])
        if not head:
            return
        receiver, name, parameters = head.groups()
        given = ", ".join((p.split() or ["_"])[0] + ("..." if "..." in p else "") for p in parameters.split(",") if p.strip())
        count = self.rng.choice([3, 10, 40])
        for k in range(count):
            calls = "".join(f"\n\t{self.rng.choice(['', 'go ', 'defer ', 'if q9.B { ', ''])}{receiver + '.' if receiver else ''}{name}C{self.rng.randrange(count)}({given})" for _ in range(self.rng.choice([1, 3, 8])))
            calls = re.sub(r"(\tif q9\.B \{ [^\n]*)", r"\1 }", calls)
            self.lines.append(self.lines[start].replace(f"{name}(", f"{name}C{k}(", 1) + calls + "\n" + "\n".join(self.lines[start + 1:end + 1]))
        self.lines[start] += f"\n\t{receiver + '.' if receiver else ''}{name}C0({given})"
        self.uses_absent = True

    CHANGES = [missing_import] * 2 + [missing_type] * 5 + [operand] * 5 + [other_name, statement, statement, statement, arguments, no_return, wrapped, wrapped, copies]

    def change(self):
        for _ in range(self.rng.choice([1, 2, 4, 8, 16])):
            self.rng.choice(self.CHANGES)(self)


def sources():
    """Programs of one folder each: the files' names and texts."""
    folders = sorted({p.parent for root in (HERE.parent / "cases", HERE.parent.parent.parent / "shared" / "cases") if root.is_dir() for p in root.glob("*/*/*.go")})
    goroot = subprocess.run(["go", "env", "GOROOT"], capture_output=True, text=True).stdout.strip()
    if goroot:
        folders += [p for name in "container/list sync net/textproto net/rpc expvar text/template database/sql context log bufio mime net/http/cookiejar encoding/gob go/ast reflect archive/zip".split() if (p := pathlib.Path(goroot) / "src" / name).is_dir()]
    return folders


def mutations(runs, options):
    folders = sources()
    end = time.monotonic() + options.minutes * 60
    seed = options.seed
    while time.monotonic() < end if options.minutes else seed < options.seed + options.n:
        rng = random.Random(seed)
        files = {}
        for k in range(24):
            texts = {}
            for p in sorted(rng.choice(folders).glob("*.go")):
                program = Program(p.read_text(), rng)
                if rng.random() < 0.8:
                    program.change()
                texts[p.name] = program.text()
            files[f"p{k}"] = texts
        runs.module(f"mutation --seed {seed}", files, CHECK, limit=LIMIT * 2)
        # Fixes are tried by up to 24 analyses more.
        runs.module(f"mutation --seed {seed}", files, rng.choice(OTHERS), limit=LIMIT * 24)
        seed += 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("-n", type=int, default=10)
    parser.add_argument("--minutes", type=float, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="values,webs,mutations")
    parser.add_argument("--web", default="")
    parser.add_argument("--keep", type=pathlib.Path)
    options = parser.parse_args()
    runs = Runs(os.path.abspath(options.binary), options.keep)
    parts = {"values": values, "webs": all_webs, "mutations": mutations}
    for part in options.only.split(","):
        parts[part](runs, options)
    print(f"analyses: {runs.runs} runs, {len(runs.failures)} failed; slowest {runs.slowest[0]:.2f} CPU seconds ({runs.slowest[1]})")
    return 1 if runs.failures else 0


if __name__ == "__main__":
    sys.exit(main())
