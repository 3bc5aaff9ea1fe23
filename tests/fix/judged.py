#!/usr/bin/env python3
"""Where the fixes "atomic.Pointer", "take the lock", "hold the lock", guards and copies are offered, and where they would be a guess: small programs, each changed in one way at a time.

usage: judged.py BINARY
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

BINARY = os.path.abspath(sys.argv[1])

SWAP = {
    "go.mod": "module example.com/m\n\ngo 1.22\n",
    "server.go": '''package main

import (
	"io"
	"net/http"
)

type config struct{ name string }

type server struct {
	conf *config
	port int
}

func load(name string) *config { return &config{name: name} }

func newServer() *server { return &server{conf: load("first"), port: 80} }

func (s *server) show(w http.ResponseWriter, r *http.Request) {
	io.WriteString(w, s.conf.name)
}

func main() {
	s := newServer()
	http.HandleFunc("/", s.show)
	http.HandleFunc("/reload", s.reload)
	http.ListenAndServe("", nil)
}
''',
    "reload.go": '''package main

import "net/http"

func (s *server) reload(w http.ResponseWriter, r *http.Request) {
	s.conf = load(r.FormValue("name"))
}
''',
}

LOCK = {
    "go.mod": "module example.com/m\n\ngo 1.22\n",
    "cache.go": '''package cache

import "sync"

type Cache struct {
	mu sync.RWMutex
	m  map[string]int
}

func (c *Cache) Put(k string, v int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m[k] = v
}

func (c *Cache) Get(k string) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.m[k]
}

func (c *Cache) Delete(k string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.m, k)
}

func (c *Cache) Has(k string) bool {
	_, ok := c.m[k]
	return ok
}
''',
}

COUNT = '''package cache

import "sync"

var (
	counted sync.Mutex
	n       int
)

func count() {
	counted.Lock()
	defer counted.Unlock()
	n++
}
'''

# `Touch` writes under the lock of readers.
READ = {
    "go.mod": "module example.com/m\n\ngo 1.22\n",
    "cache.go": '''package cache

import "sync"

type Cache struct {
	mu sync.RWMutex
	m  map[string]int
}

func New() *Cache { return &Cache{m: map[string]int{}} }

func (c *Cache) Get(k string) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.m[k]
}

func (c *Cache) Set(k string, v int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m[k] = v
}

func (c *Cache) Touch(k string) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	c.m[k]++
}
''',
}

TWO = {
    "go.mod": "module example.com/m\n\ngo 1.22\n",
    "poll.go": '''package poll

import "sync"

type Poll struct {
	mu    sync.RWMutex
	votes map[string]int
}

func New() *Poll { return &Poll{votes: map[string]int{}} }

func (p *Poll) Vote(name string) {
	p.mu.RLock()
	n := p.votes[name]
	p.mu.RUnlock()
	n++
	p.mu.Lock()
	p.votes[name] = n
	p.mu.Unlock()
}
''',
}

GUARD = {
    "go.mod": "module example.com/m\n\ngo 1.22\n",
    "count.go": '''package count

import (
	"os"
	"sync"
)

type entry struct {
	n  int
	mu sync.Mutex
}

var mu sync.Mutex
var entries = map[string]*entry{}

func set(k string, e *entry) { entries[k] = e }

func One() (int, error) {
	n := entries[os.Args[1]].n
	return n, nil
}

func All() (n int) {
	for _, a := range os.Args {
		if a == "" {
			continue
		}
		n += entries[a].n
	}
	return n
}
''',
}

COPY = {
    "go.mod": "module example.com/m\n\ngo 1.20\n",
    "copy.go": '''package copy

type item struct {
	n int
}

func Loop(items []item) (out []*item) {
	for _, it := range items {
		out = append(out, &it)
	}
	return out
}

func Keys(keys []string) map[string]*item {
	out := map[string]*item{}
	var it item
	for i, k := range keys {
		it.n = i
		out[k] = &it
	}
	return out
}
''',
}

MADE = {
    "go.mod": "module example.com/m\n\ngo 1.22\n",
    "tree.go": '''package tree

type Tree struct {
	kids map[string]int
}

func (t *Tree) put(k string) {
	t.kids[k]++
}

func Build(keys []string) *Tree {
	t := &Tree{}
	for _, k := range keys {
		t.put(k)
	}
	return t
}
''',
}

LITERAL, LAZY = "make the map `kids` where the object is made", "make `t.kids` where it is nil"
RULES = "unsynchronized-swap,concurrent-map-access,lost-update,nil-map-value,loop-var-address,aliased-map-values"
ERROR, SKIP = "test for presence, and return an error without", "test for presence, and skip the element without"
COPIES = ["give each iteration its own copy of `it`", "give each key its own copy of `it`"]
ATOMIC = "make `conf` an atomic.Pointer"
TAKE = "take `c.mu` in `Has`"
WRITE = "take `c.mu` for writing"
HOLD = "hold `p.mu` from the read to the store"

# What is changed: (file, old text, new text), or (file, "", its text). And what is offered, for all findings together; "" nothing.
VARIANTS = [
    (SWAP, "as it is", [], ATOMIC),
    (SWAP, "a literal of several lines", [("server.go", "return &server{conf: load(\"first\"), port: 80}", "\n\treturn &server{\n\t\tconf: load(\"first\"),\n\t\tport: 80,\n\t}\n")], ATOMIC),
    (SWAP, "a variable with a literal", [("server.go", "return &server{conf: load(\"first\"), port: 80}", "\n\tmade := &server{conf: load(\"first\")}\n\treturn made\n")], ATOMIC),
    (SWAP, "go1.18 has none", [("go.mod", "go 1.22", "go 1.18")], ""),
    (SWAP, "its address is taken", [("reload.go", "\ts.conf =", "\tp := &s.conf\n\t_ = *p\n\ts.conf =")], ""),
    (SWAP, "an exported field", [("server.go", "conf", "Conf"), ("reload.go", "conf", "Conf")], ""),
    (SWAP, "a tag", [("server.go", "conf *config", "conf *config `json:\"conf\"`")], ""),
    (SWAP, "the struct is copied", [("reload.go", "\ts.conf =", "\told := *s\n\t_ = old.port\n\ts.conf =")], ""),
    (SWAP, "the struct is in another", [("reload.go", "import", "import"), ("more.go", "", "package main\n\ntype both struct{ a, b server }\n")], ""),
    (SWAP, "the struct is printed", [("more.go", "", "package main\n\nimport \"fmt\"\n\nfunc dump(s *server) { fmt.Println(s) }\n")], ""),
    (SWAP, "a literal without keys", [("server.go", "{conf: load(\"first\"), port: 80}", "{load(\"first\"), 80}")], ""),
    (SWAP, "a way through an embedded field", [("more.go", "", "package main\n\ntype outer struct{ *server }\n\nfunc (o outer) name() string { return o.conf.name }\n")], ""),
    (SWAP, "a file of another system names it", [("more_windows.go", "", "package main\n\nfunc (s *server) name() string { return s.conf.name }\n")], ""),
    (SWAP, "a file of another system", [("more_windows.go", "", "package main\n\nfunc (s *server) number() int { return s.port }\n")], ATOMIC),
    (SWAP, "two values at once", [("server.go", "func load(name string) *config { return &config{name: name} }", "func load(name string) *config { return &config{name: name} }\n\nfunc read(name string) (*config, error) { return load(name), nil }"), ("reload.go", "s.conf = load(r.FormValue(\"name\"))", "var err error\n\ts.conf, err = read(r.FormValue(\"name\"))\n\t_ = err")], ""),
    (SWAP, "chosen by the old value", [("reload.go", "\ts.conf =", "\tif s.conf.name == r.FormValue(\"name\") {\n\t\treturn\n\t}\n\ts.conf =")], ""),
    (SWAP, "another package is called atomic", [("server.go", "type config", "func atomic() {}\n\ntype config")], ""),
    (SWAP, "a variable with a value", [("server.go", "conf *config\n\tport int", "port int"), ("server.go", "conf: load(\"first\"), ", ""), ("server.go", "type config", "var conf = load(\"first\")\n\ntype config"), ("server.go", "s.conf", "conf"), ("reload.go", "s.conf", "conf")], ATOMIC),
    (SWAP, "a variable that init asks for", [("server.go", "conf *config\n\tport int", "port int"), ("server.go", "conf: load(\"first\"), ", ""), ("server.go", "type config", "var conf = &config{name: \"first\"}\n\nfunc init() { println(conf.name) }\n\ntype config"), ("server.go", "s.conf", "conf"), ("reload.go", "s.conf", "conf")], ""),
    (LOCK, "as it is", [], TAKE),
    (LOCK, "a body on one line", [("cache.go", "\n\t_, ok := c.m[k]\n\treturn ok\n", " return len(c.m) > 0 ")], TAKE),
    (LOCK, "it calls who takes the lock", [("cache.go", "\t_, ok := c.m[k]", "\tc.Get(k)\n\t_, ok := c.m[k]")], ""),
    (LOCK, "it calls what is given", [("cache.go", "Has(k string)", "Has(k string, f func())"), ("cache.go", "\t_, ok := c.m[k]", "\tf()\n\t_, ok := c.m[k]")], ""),
    (LOCK, "it calls an interface", [("cache.go", "Has(k string)", "Has(k string, e error)"), ("cache.go", "\t_, ok := c.m[k]", "\t_ = e.Error()\n\t_, ok := c.m[k]")], ""),
    (LOCK, "it waits", [("cache.go", "Has(k string)", "Has(k string, done chan int)"), ("cache.go", "\t_, ok := c.m[k]", "\t<-done\n\t_, ok := c.m[k]")], ""),
    (LOCK, "a helper of it waits", [("cache.go", "\t_, ok := c.m[k]", "\trest()\n\t_, ok := c.m[k]"), ("rest.go", "", "package cache\n\nimport \"time\"\n\nfunc rest() { time.Sleep(time.Second) }\n")], ""),
    (LOCK, "a helper of it counts", [("cache.go", "\t_, ok := c.m[k]", "\tcount(k)\n\t_, ok := c.m[k]"), ("rest.go", "", "package cache\n\nfunc count(k string) int { return len(k) }\n")], TAKE),
    (LOCK, "a caller holds the lock", [("cache.go", "\tdelete(c.m, k)", "\tif c.Has(k) {\n\t\tdelete(c.m, k)\n\t}")], ""),
    (LOCK, "a caller in a test file", [("cache_test.go", "", "package cache\n\nimport \"testing\"\n\nfunc TestHas(t *testing.T) {\n\tc := &Cache{m: map[string]int{}}\n\tc.mu.Lock()\n\tdefer c.mu.Unlock()\n\tc.Has(\"k\")\n}\n")], ""),
    (LOCK, "a helper locks, and does not unlock", [("cache.go", "func (c *Cache) Delete(k string) {\n\tc.mu.Lock()\n\tdefer c.mu.Unlock()", "func (c *Cache) lock() { c.mu.Lock() }\n\nfunc (c *Cache) Delete(k string) {\n\tc.lock()\n\tdefer c.mu.Unlock()")], ""),
    (LOCK, "who holds the lock calls what is given, and it is given", [("cache.go", "func (c *Cache) Delete(k string) {", "func (c *Cache) Keep(keep func(string) bool, k string) {\n\tc.mu.Lock()\n\tdefer c.mu.Unlock()\n\tif !keep(k) {\n\t\tdelete(c.m, k)\n\t}\n}\n\nfunc (c *Cache) Own(k string) { c.Keep(c.Has, k) }\n\nfunc (c *Cache) Delete(k string) {")], ""),
    (LOCK, "the address of the lock is taken", [("cache.go", "func (c *Cache) Delete", "func (c *Cache) Cond() *sync.Cond { return sync.NewCond(&c.mu) }\n\nfunc (c *Cache) Delete")], ""),
    (LOCK, "who holds the lock waits for a channel", [("cache.go", "\tdelete(c.m, k)", "\tdelete(c.m, k)\n\tgone <- k"), ("gone.go", "", "package cache\n\nvar gone = make(chan string)\n")], ""),
    (LOCK, "two locks in the other order", [("cache.go", "\tdelete(c.m, k)", "\tdelete(c.m, k)\n\tcount()"), ("count.go", "", COUNT + "\nfunc (c *Cache) Counted(k string) bool {\n\tcounted.Lock()\n\tdefer counted.Unlock()\n\treturn c.Has(k)\n}\n")], ""),
    (LOCK, "two locks in one order", [("cache.go", "\tdelete(c.m, k)", "\tdelete(c.m, k)\n\tcount()"), ("count.go", "", COUNT)], TAKE),
    (LOCK, "an exported lock", [("cache.go", "mu", "Mu")], ""),
    (READ, "as it is", [], WRITE),
    (READ, "the unlock is a value", [("cache.go", "\tdefer c.mu.RUnlock()\n\tc.m[k]++", "\tunlock := c.mu.RUnlock\n\tdefer unlock()\n\tc.m[k]++")], ""),
    (READ, "it calls who takes the lock", [("cache.go", "c.m[k]++", "c.m[k] = c.Get(k) + 1")], ""),
    (READ, "it calls who takes the embedded lock", [("cache.go", "mu sync.RWMutex", "sync.RWMutex"), ("cache.go", "c.mu.", "c."), ("cache.go", "c.m[k]++", "c.m[k] = c.Get(k) + 1")], ""),
    (READ, "an embedded lock", [("cache.go", "mu sync.RWMutex", "sync.RWMutex"), ("cache.go", "c.mu.", "c.")], "take `c` for writing"),
    (READ, "it calls what is given", [("cache.go", "Touch(k string)", "Touch(k string, f func())"), ("cache.go", "c.m[k]++", "f()\n\tc.m[k]++")], ""),
    (READ, "a caller holds the lock", [("cache.go", "\treturn c.m[k]", "\tc.Touch(k)\n\treturn c.m[k]")], ""),
    (READ, "a helper of it calls what is given", [("cache.go", "Touch(k string)", "Touch(k string, f func())"), ("cache.go", "c.m[k]++", "run(f)\n\tc.m[k]++"), ("run.go", "", "package cache\n\nfunc run(f func()) { f() }\n")], ""),
    (READ, "a caller of a caller holds the lock", [("cache.go", "\treturn c.m[k]", "\tc.all()\n\treturn c.m[k]"), ("all.go", "", "package cache\n\nfunc (c *Cache) all() { c.Touch(\"all\") }\n")], ""),
    (READ, "a caller without it", [("cache.go", "func (c *Cache) Get", "func (c *Cache) All() { c.Touch(\"all\") }\n\nfunc (c *Cache) Get")], WRITE),
    (TWO, "as it is", [], HOLD),
    (TWO, "the lock of writers twice", [("poll.go", "RLock", "Lock"), ("poll.go", "RUnlock", "Unlock")], HOLD),
    (TWO, "released at the end", [("poll.go", "\tp.mu.Lock()\n", "\tp.mu.Lock()\n\tdefer p.mu.Unlock()\n"), ("poll.go", "n\n\tp.mu.Unlock()", "n")], HOLD),
    (TWO, "it returns in between", [("poll.go", "\tn++\n", "\tif n++; n > 9 {\n\t\treturn\n\t}\n")], ""),
    (TWO, "it prints in between", [("poll.go", "\tn++\n", "\tn++\n\tprintln(show(n))\n"), ("show.go", "", "package poll\n\nimport \"fmt\"\n\nfunc show(n int) int { fmt.Println(n); return n }\n")], ""),
    (TWO, "it waits in between", [("poll.go", "\tn++\n", "\tn += <-more\n"), ("more.go", "", "package poll\n\nvar more = make(chan int)\n")], ""),
    (TWO, "it calls what is given in between", [("poll.go", "name string)", "name string, f func(int) int)"), ("poll.go", "\tn++\n", "\tn = f(n)\n")], ""),
    (TWO, "it calls what is given under the lock of readers", [("poll.go", "name string)", "name string, f func())"), ("poll.go", "\tp.mu.RLock()\n", "\tp.mu.RLock()\n\tf()\n")], ""),
    (TWO, "it takes the lock in between", [("poll.go", "\tn++\n", "\tn += p.size()\n"), ("size.go", "", "package poll\n\nfunc (p *Poll) size() int {\n\tp.mu.Lock()\n\tdefer p.mu.Unlock()\n\treturn len(p.votes)\n}\n")], ""),
    (TWO, "a comment on the line of the lock", [("poll.go", "\tp.mu.Lock()\n", "\tp.mu.Lock() // again\n")], ""),
    (GUARD, "as it is", [], [ERROR, SKIP]),
    (GUARD, "a lock is held to the end", [("count.go", "\tn := entries[os.Args[1]].n\n", "\tmu.Lock()\n\tdefer mu.Unlock()\n\tn := entries[os.Args[1]].n\n")], [ERROR, SKIP]),
    (GUARD, "a lock is given back below", [("count.go", "\tn := entries[os.Args[1]].n\n", "\tmu.Lock()\n\tn := entries[os.Args[1]].n\n\tmu.Unlock()\n")], SKIP),
    (GUARD, "a lock is given back by what is deferred below", [("count.go", "\tn := entries[os.Args[1]].n\n", "\tmu.Lock()\n\tn := entries[os.Args[1]].n\n\tdefer func() { mu.Unlock() }()\n")], SKIP),
    (GUARD, "a lock is taken and given back below", [("count.go", "\tn := entries[os.Args[1]].n\n", "\tn := entries[os.Args[1]].n\n\tmu.Lock()\n\tmu.Unlock()\n")], [ERROR, SKIP]),
    (GUARD, "the entry's own lock", [("count.go", "\tn := entries[os.Args[1]].n\n", "\te := entries[os.Args[1]]\n\te.mu.Lock()\n\tn := e.n\n\te.mu.Unlock()\n")], [ERROR, SKIP]),
    (GUARD, "a file is closed below", [("count.go", "\tn := entries[os.Args[1]].n\n", "\tf, _ := os.Open(\"f\")\n\tn := entries[os.Args[1]].n\n\tf.Close()\n")], SKIP),
    (GUARD, "a file is opened and closed below", [("count.go", "\tn := entries[os.Args[1]].n\n", "\tn := entries[os.Args[1]].n\n\tf, _ := os.Open(\"f\")\n\tf.Close()\n")], [ERROR, SKIP]),
    (GUARD, "a cancel function is deferred below", [("count.go", "\tn := entries[os.Args[1]].n\n", "\t_, cancel := context.WithCancel(context.Background())\n\tn := entries[os.Args[1]].n\n\tdefer cancel()\n"), ("count.go", "import (\n", "import (\n\t\"context\"\n")], SKIP),
    (GUARD, "others wait for it", [("count.go", "One() (", "One(wg *sync.WaitGroup) ("), ("count.go", "\tn := entries[os.Args[1]].n\n", "\tn := entries[os.Args[1]].n\n\twg.Done()\n")], SKIP),
    (GUARD, "a place in a channel", [("count.go", "\tn := entries[os.Args[1]].n\n", "\tplaces <- 1\n\tn := entries[os.Args[1]].n\n\t<-places\n"), ("count.go", "var mu", "var places = make(chan int, 4)\nvar mu")], SKIP),
    (GUARD, "a lock is given back at the end of each turn", [("count.go", "\t\tn += entries[a].n\n", "\t\tmu.Lock()\n\t\tn += entries[a].n\n\t\tmu.Unlock()\n")], ERROR),
    (GUARD, "a lock is given back after the loop", [("count.go", "\tfor _", "\tmu.Lock()\n\tfor _"), ("count.go", "\t}\n\treturn n\n", "\t}\n\tmu.Unlock()\n\treturn n\n")], [ERROR, SKIP]),
    (MADE, "as it is", [], LITERAL),
    (MADE, "another one is new", [("tree.go", "func Build", "func Empty() *Tree { return new(Tree) }\n\nfunc Build")], LAZY),
    (MADE, "a variable without a value", [("tree.go", "func Build", "var Shared Tree\n\nfunc Build")], LAZY),
    (MADE, "many at once", [("tree.go", "func Build", "func Many(n int) []Tree { return make([]Tree, n) }\n\nfunc Build")], LAZY),
    (MADE, "a part of another struct", [("tree.go", "func Build", "type Forest struct{ first [2]Tree }\n\nfunc Build")], LAZY),
    (MADE, "another struct points to it", [("tree.go", "func Build", "type Forest struct{ first *Tree }\n\nfunc Build")], LITERAL),
    (MADE, "a function takes a copy", [("tree.go", "func Build", "func size(t Tree) int { return len(t.kids) }\n\nfunc Build")], LITERAL),
    (COPY, "as it is", [], COPIES),
    (COPY, "a copy of a lock", [("copy.go", "\tn int\n", "\tn  int\n\tmu sync.Mutex\n"), ("copy.go", "type item", "import \"sync\"\n\ntype item")], ""),
    (COPY, "a lock behind a pointer", [("copy.go", "\tn int\n", "\tn  int\n\tmu *sync.Mutex\n"), ("copy.go", "type item", "import \"sync\"\n\ntype item")], COPIES),
    (LOCK, "a literal", [("cache.go", "\t_, ok := c.m[k]\n\treturn ok", "\treturn func() bool {\n\t\t_, ok := c.m[k]\n\t\treturn ok\n\t}()")], ""),
]


def changed(base, changes):
    files = dict(base)
    for name, old, new in changes:
        if not old:
            files[name] = new
        elif old not in files[name]:
            raise SystemExit(f"the text to change is not there: {old!r}")
        else:
            files[name] = files[name].replace(old, new)
    return files


def offered(files, rules):
    with tempfile.TemporaryDirectory(prefix="ptrsafe-judged-") as d:
        for name, text in files.items():
            (pathlib.Path(d) / name).write_text(text)
        r = subprocess.run([BINARY, "check", "--format=json", "--no-cache", "--show=possible", f"--rules={rules}"], cwd=d, capture_output=True, text=True, timeout=60)
        found = json.loads(r.stdout)
        return found["errors"], [[fix["message"] for fix in f["fixes"]] for f in found["findings"]]


def main():
    bad = 0
    for base, what, changes, wanted in VARIANTS:
        wanted = sorted([wanted] if isinstance(wanted, str) and wanted else wanted)
        errors, fixes = offered(changed(base, changes), "nil-map-write" if base is MADE else RULES)
        there = sorted({message for list_of in fixes for message in list_of})
        # Without a finding there is nothing to be offered, and the program tests nothing.
        ok = not errors and fixes and there == wanted
        if not ok:
            bad += 1
            print(f"FAILED  {what}: {len(fixes)} findings, offered {there}, errors {errors[:1]}")
    print(f"{len(VARIANTS) - bad} of {len(VARIANTS)} judged as they should be")
    sys.exit(bool(bad))


main()
