// Tables that are complete over an enum, a key checked before, an ok that a struct or a bool field carries.
// clean: any arguments.
package main

import (
	"fmt"
	"os"
	"slices"
)

type kind int

const (
	get kind = iota
	put
	del
	numKinds
)

type op struct {
	kind kind
	n    int
}

var ops = map[kind]*op{}

func init() {
	for k := range numKinds {
		ops[k] = &op{kind: k}
	}
}

func parse(s string) (kind, bool) {
	switch s {
	case "get":
		return get, true
	case "put":
		return put, true
	case "del":
		return del, true
	}
	return 0, false
}

type rule struct {
	name string
	hits int
}

type table struct {
	rules map[string]*rule
	names []string
}

func newTable(names ...string) *table {
	t := &table{rules: make(map[string]*rule, len(names)), names: names}
	for _, n := range names {
		t.rules[n] = &rule{name: n}
	}
	return t
}

func (t *table) hit(name string) {
	if _, ok := t.rules[name]; !ok {
		return
	}
	t.rules[name].hits++
}

type result struct {
	r  *rule
	ok bool
}

func (t *table) get(name string) (res result) {
	res.r, res.ok = t.rules[name]
	return res
}

func (t *table) show(name string) string {
	res := t.get(name)
	if !res.ok {
		return "-"
	}
	return fmt.Sprint(res.r.name, res.r.hits)
}

func (t *table) both(a, b string) int {
	ra, okA := t.rules[a]
	rb, okB := t.rules[b]
	if !okA || !okB {
		return -1
	}
	return ra.hits + rb.hits
}

func (t *table) any(names []string) int {
	i := slices.IndexFunc(names, func(n string) bool { return t.rules[n] != nil })
	if i < 0 {
		return 0
	}
	return t.rules[names[i]].hits // want-possible nil-map-value
}

func main() {
	t := newTable("a", "b")
	for _, a := range os.Args[1:] {
		if k, ok := parse(a); ok {
			ops[k].n++ // want-possible nil-map-value
		}
		t.hit(a)
		fmt.Println(t.show(a), t.both(a, "a"))
	}
	for _, n := range t.names {
		fmt.Println(t.rules[n].hits) // want-possible nil-map-value
	}
	fmt.Println(ops[get].n, t.any(os.Args)) // want-possible nil-map-value
}
