// Algorithms on maps: union-find, topological order with in-degrees, an LFU's buckets, a trie, memoized recursion; every key read was stored.
// clean: run with several inputs.
package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

type set struct {
	parent *set
	size   int
	name   string
}

type forest struct{ sets map[string]*set }

func (f *forest) make(n string) *set {
	if s := f.sets[n]; s != nil {
		return s
	}
	s := &set{size: 1, name: n}
	f.sets[n] = s
	return s
}

func (f *forest) find(n string) *set {
	s := f.make(n)
	for s.parent != nil {
		s = s.parent
	}
	return s
}

func (f *forest) union(a, b string) {
	x, y := f.find(a), f.find(b)
	if x == y {
		return
	}
	y.parent = x
	x.size += y.size
}

type task struct {
	name  string
	after []*task
	in    int
}

func topo(edges [][2]string) (out []string) {
	tasks := map[string]*task{}
	for _, e := range edges {
		for _, n := range e {
			if tasks[n] == nil {
				tasks[n] = &task{name: n}
			}
		}
	}
	for _, e := range edges {
		from, to := tasks[e[0]], tasks[e[1]]
		from.after = append(from.after, to) // want-possible nil-map-value
		to.in++ // want-possible nil-map-value
	}
	var ready []string
	for n, t := range tasks {
		if t.in == 0 {
			ready = append(ready, n)
		}
	}
	slices.Sort(ready)
	for len(ready) > 0 {
		n := ready[0]
		ready = ready[1:]
		out = append(out, n)
		for _, next := range tasks[n].after { // want-possible nil-map-value
			if next.in--; next.in == 0 {
				ready = append(ready, next.name)
			}
		}
	}
	return out
}

type bucket struct{ keys []string }

type lfu struct {
	freq    map[string]int
	buckets map[int]*bucket
}

func (l *lfu) touch(k string) {
	n, ok := l.freq[k]
	if ok {
		b := l.buckets[n] // each frequency in freq has its bucket
		b.keys = slices.DeleteFunc(b.keys, func(s string) bool { return s == k }) // want-possible nil-map-value
	}
	l.freq[k] = n + 1
	next, ok := l.buckets[n+1]
	if !ok {
		next = new(bucket)
		l.buckets[n+1] = next
	}
	next.keys = append(next.keys, k)
}

type trie struct {
	kids map[byte]*trie
	word bool
}

func (t *trie) add(w string) {
	for i := range len(w) {
		if _, ok := t.kids[w[i]]; !ok { // want-possible nil-map-value
			if t.kids == nil {
				t.kids = map[byte]*trie{}
			}
			t.kids[w[i]] = &trie{}
		}
		t = t.kids[w[i]]
	}
	t.word = true
}

func (t *trie) has(w string) bool {
	for i := 0; i < len(w); i++ {
		next, ok := t.kids[w[i]]
		if !ok {
			return false
		}
		t = next
	}
	return t.word
}

type num struct{ v int }

func fib(n int, memo map[int]*num) *num {
	if r, ok := memo[n]; ok {
		return r
	}
	r := &num{n}
	if n > 1 {
		r.v = fib(n-1, memo).v + fib(n-2, memo).v
	}
	memo[n] = r
	return memo[n]
}

func main() {
	f := &forest{map[string]*set{}}
	f.union("a", "b")
	f.union("c", "b")
	fmt.Println(f.find("a").size, f.find("z").name, topo([][2]string{{"x", "y"}, {"y", "z"}, {"w", "z"}}))
	l := &lfu{map[string]int{}, map[int]*bucket{}}
	t := &trie{}
	for _, w := range append(strings.Fields("to tea to ten"), os.Args[1:]...) {
		l.touch(w)
		t.add(w)
	}
	fmt.Println(len(l.buckets[1].keys), l.freq, t.has("te"), t.has("ten"), fib(20, map[int]*num{}).v) // want-possible nil-map-value
}
