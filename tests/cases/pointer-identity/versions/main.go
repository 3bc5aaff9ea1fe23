// Copies of immutable snapshots: == asks whether anything was replaced since; values are compared by their fields only where values are meant.
// clean: identity is the question in changed, moved and owner; equality by value in differs.
package main

import (
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
)

type rule struct {
	name string
	max  int
}

func (r rule) equal(o rule) bool { return r.name == o.name && r.max == o.max }

type set struct {
	byName map[string]*rule
	order  []string
}

type store struct{ cur atomic.Pointer[set] }

func (s *store) replace(name string, max int) {
	old := s.cur.Load()
	next := &set{byName: maps.Clone(old.byName), order: slices.Clone(old.order)}
	if _, ok := next.byName[name]; !ok {
		next.order = append(next.order, name)
	}
	next.byName[name] = &rule{name, max}
	s.cur.Store(next)
}

// differs compares by value.
func differs(a, b *set) (out []string) {
	for _, n := range a.order {
		x, ok1 := a.byName[n]
		y, ok2 := b.byName[n]
		if !ok1 || !ok2 || !x.equal(*y) {
			out = append(out, n)
		}
	}
	return out
}

// watcher polls for a replaced set: the set's pointer is its version.
type watcher struct {
	s    *store
	seen *set
	n    int
}

func (w *watcher) poll() bool {
	cur := w.s.cur.Load()
	if cur == w.seen {
		return false
	}
	w.seen = cur
	w.n++
	return true
}

type node struct {
	key        string
	prev, next *node
}

type ring struct {
	root  node
	nodes map[string]*node
}

func newRing() *ring {
	r := &ring{nodes: map[string]*node{}}
	r.root.prev, r.root.next = &r.root, &r.root
	return r
}

func (r *ring) push(k string) {
	n := &node{key: k, prev: r.root.prev, next: &r.root}
	n.prev.next, n.next.prev = n, n
	r.nodes[k] = n
}

func (r *ring) isFirst(k string) bool {
	n, ok := r.nodes[k]
	return ok && r.root.next == n
}

func (r *ring) keys() (out []string) {
	for n := r.root.next; n != &r.root; n = n.next {
		out = append(out, n.key)
	}
	return out
}

func sameKey(a, b node) bool { return a.key == b.key }

func main() {
	s := &store{}
	s.cur.Store(&set{byName: map[string]*rule{}})
	w := &watcher{s: s}
	s.replace("a", 1)
	old := s.cur.Load()
	s.replace("a", 2)
	s.replace("b", 3)
	fmt.Println(w.poll(), w.poll(), w.n, differs(old, s.cur.Load()))
	r := newRing()
	r.push("x")
	r.push("y")
	fmt.Println(r.isFirst("x"), r.isFirst("y"), r.keys(), sameKey(*r.nodes["x"], *r.nodes["y"]))
}
