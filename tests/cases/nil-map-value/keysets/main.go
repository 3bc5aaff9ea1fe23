// Lists of keys beside their maps: collected, filled, ordered by helpers; with removals in between, and loops that skip.
// panics: `keysets skip ""`, `keysets removed`, `keysets expired` (each a nil pointer dereference); clean: no arguments.
package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"sort"
)

type item struct{ n int }

func collected(m map[string]*item) (n int) {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool { return keys[i] < keys[j] })
	for _, k := range keys {
		n += m[k].n
	}
	for _, k := range slices.Sorted(maps.Keys(m)) {
		n += m[k].n
	}
	byIndex := make([]string, len(m))
	i := 0
	for k := range m {
		byIndex[i] = k
		i++
	}
	for i := range byIndex {
		n += m[byIndex[i]].n
	}
	return n
}

func index(names []string) (map[string]*item, []string) {
	m := map[string]*item{}
	var order []string
	for i, name := range names {
		if _, dup := m[name]; dup {
			continue
		}
		m[name] = &item{i}
		order = append(order, name)
	}
	return m, order
}

func ordered(names []string) (n int) {
	m, order := index(names)
	for _, k := range order {
		n += m[k].n
	}
	return n
}

func filled(ids []string) (n int) {
	m := make(map[string]*item)
	for i, id := range ids {
		m[id] = &item{i}
	}
	for _, id := range ids {
		n += m[id].n
	}
	return n
}

func skipped(ids []string) (n int) {
	m := make(map[string]*item)
	for i, id := range ids {
		if id == "" {
			continue
		}
		m[id] = &item{i}
	}
	for _, id := range os.Args[1:] {
		n += m[id].n // want nil-map-value
	}
	return n
}

// Each round removes its own entry only.
func drained(m map[string]*item) (n int) {
	keys := slices.Collect(maps.Keys(m))
	for _, k := range keys {
		n += m[k].n
		delete(m, k)
	}
	return n
}

func removed(m map[string]*item) (n int) {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	for k, v := range m {
		if v.n == 0 {
			delete(m, k)
		}
	}
	for _, k := range keys {
		n += m[k].n // want nil-map-value
	}
	return n
}

type pool struct{ items map[string]*item }

func (p *pool) names() []string { return slices.Sorted(maps.Keys(p.items)) }

func (p *pool) expire() {
	maps.DeleteFunc(p.items, func(_ string, it *item) bool { return it.n == 0 })
}

func (p *pool) expired() (n int) {
	names := p.names()
	p.expire()
	for _, k := range names {
		n += p.items[k].n // want nil-map-value
	}
	return n
}

func (p *pool) fresh() (n int) {
	p.expire()
	for _, k := range p.names() {
		n += p.items[k].n
	}
	return n
}

func (p *pool) prepare(k string) {
	if p.items[k] == nil {
		p.items[k] = &item{1}
	}
}

func (p *pool) prepared(k string) int {
	p.prepare(k)
	return p.items[k].n
}

func (p *pool) drop(k string) { delete(p.items, k) }

func (p *pool) dropped(k string) int {
	p.prepare(k)
	p.drop(k)
	return p.items[k].n // want nil-map-value
}

func main() {
	m := map[string]*item{"a": {0}, "b": {1}}
	p := &pool{maps.Clone(m)}
	if len(os.Args) < 2 {
		fmt.Println(collected(m), ordered([]string{"x", "y", "x"}), filled([]string{"x", "y"}), p.fresh(), p.prepared("k"), drained(m))
		return
	}
	switch os.Args[1] {
	case "skip":
		fmt.Println(skipped(os.Args[2:]))
	case "removed":
		fmt.Println(removed(m))
	case "expired":
		fmt.Println(p.expired())
	case "dropped":
		fmt.Println(p.dropped("k"))
	}
}
