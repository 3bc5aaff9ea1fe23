// Interned symbols, visited sets, "is it still mine", a sentinel, and == as the shortcut before the comparison by value.
// clean: each == means identity and nothing else.
package main

import (
	"fmt"
	"sync"
)

type symbol struct{ name string }

type interner struct {
	mu  sync.Mutex
	all map[string]*symbol
}

func (in *interner) get(name string) *symbol {
	in.mu.Lock()
	defer in.mu.Unlock()
	s, ok := in.all[name]
	if !ok {
		s = &symbol{name}
		in.all[name] = s
	}
	return s
}

func (in *interner) same(a, b string) bool { return in.get(a) == in.get(b) }

type point struct {
	x, y int
	tag  *symbol
}

func (p *point) equal(q *point) bool {
	if p == q {
		return true
	}
	return p != nil && q != nil && *p == *q
}

type board struct{ at map[string]*point }

func (b *board) equal(k, l string) bool { return b.at[k] == b.at[l] || b.at[k].equal(b.at[l]) }

type lease struct {
	owner string
	n     int
}

type leases struct {
	mu sync.Mutex
	m  map[string]*lease
}

func (l *leases) acquire(k, owner string) *lease {
	l.mu.Lock()
	defer l.mu.Unlock()
	mine := &lease{owner, 1}
	l.m[k] = mine
	return mine
}

func (l *leases) release(k string, mine *lease) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.m[k] != mine {
		return false
	}
	delete(l.m, k)
	return true
}

func sameLease(a, b lease) bool { return a == b }

type tree struct {
	name string
	deps []string
}

type build struct{ nodes map[string]*tree }

func (b *build) order(root string) (out []string) {
	visited := map[*tree]bool{}
	var walk func(string)
	walk = func(k string) {
		t, ok := b.nodes[k]
		if !ok || visited[t] {
			return
		}
		visited[t] = true
		for _, d := range t.deps {
			walk(d)
		}
		out = append(out, t.name)
	}
	walk(root)
	return out
}

var missing = &tree{name: "missing"}

func (b *build) find(k string) *tree {
	if t, ok := b.nodes[k]; ok {
		return t
	}
	return missing
}

func main() {
	in := &interner{all: map[string]*symbol{}}
	fmt.Println(in.same("a", "a"), in.same("a", "b"))
	b := &board{map[string]*point{"p": {1, 2, in.get("a")}, "q": {1, 2, in.get("a")}}}
	l := &leases{m: map[string]*lease{}}
	first := l.acquire("k", "ann")
	second := l.acquire("k", "bob")
	fmt.Println(b.equal("p", "q"), l.release("k", first), l.release("k", second), sameLease(*first, *second))
	w := &build{map[string]*tree{"a": {"a", []string{"b", "c"}}, "b": {"b", []string{"c"}}, "c": {"c", nil}}}
	fmt.Println(w.order("a"), w.find("zz") == missing, w.find("a") == missing)
}
