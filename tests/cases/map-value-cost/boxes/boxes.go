// Boxes of at most eight bytes that are only read and replaced, in all places where a map can be declared, and beside each one that
// has to be a box. seen: a heap object for each entry of the former (go build -gcflags=-m: "moved to heap", "escapes to heap").
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type id uint32

type point struct{ x, y int16 }

type wide struct{ a, b, c int32 }

type named struct{ name string }

type guarded struct{ mu sync.Mutex }

// ---- named types ----

type ports map[string]*uint16 // want map-value-cost

type aliased = map[int]*bool // want map-value-cost

type wides map[string]*wide

type names map[string]*named

type locks map[string]*guarded

// ---- fields ----

type table struct {
	ports   ports
	flags   aliased
	ids     map[string]*id          // want map-value-cost
	nested  map[string]map[int]*int // want map-value-cost
	lists   []map[string]*float64   // want map-value-cost
	fresh   map[string]*int8        // want map-value-cost
	found   map[string]*rune        // want map-value-cost
	points  map[string]*point       // want map-value-cost
	changed map[string]*int32
	counted map[string]*int64
	shared  map[string]*point
	again   map[string]*point
	given   map[string]*uint32
	lent    map[string]*uint8
	null    map[string]*float32
	swapped map[string]*int16
	same    map[string]*uint64
	atomics map[string]*atomic.Bool
	wides   wides
	names   names
	locks   locks
}

func ptr[T any](v T) *T { return &v }

func newTable() *table {
	return &table{
		ports{}, aliased{}, map[string]*id{}, map[string]map[int]*int{}, []map[string]*float64{{}}, map[string]*int8{}, map[string]*rune{}, map[string]*point{},
		map[string]*int32{}, map[string]*int64{}, map[string]*point{}, map[string]*point{}, map[string]*uint32{}, map[string]*uint8{}, map[string]*float32{},
		map[string]*int16{}, map[string]*uint64{}, map[string]*atomic.Bool{}, wides{}, names{}, locks{},
	}
}

// ---- written once, read as values ----

func (t *table) set(k string, n int, p uint16) {
	t.ports[k] = &p
	on := n > 0
	t.flags[n] = &on
	v := id(n)
	t.ids[k] = &v
	if t.nested[k] == nil {
		t.nested[k] = map[int]*int{}
	}
	t.nested[k][n] = &n
	f := float64(n)
	t.lists[0][k] = &f
	t.fresh[k] = ptr(int8(n))
	r := rune(n)
	t.found[k] = &r
	q := &point{}
	q.x = int16(n)
	t.points[k] = q
}

func (t *table) find(k string) *rune { return t.found[k] }

func sum(p *point) int { return int(p.x) + int(p.y) }

func (t *table) get(k string, n int) (total int) {
	if p, ok := t.ports[k]; ok {
		total += int(*p)
	}
	if b := t.flags[n]; b != nil && *b {
		total++
	}
	for _, v := range t.ids {
		total += int(*v)
	}
	total += *t.nested[k][n] + int(*t.lists[0][k]) + int(*t.fresh[k])
	if r := t.find(k); r != nil {
		total += int(*r)
	}
	return total + sum(t.points[k])
}

// ---- needed: written through, shared, given away, nil, swapped, compared ----

func (t *table) count(k string, limit *uint32) {
	if c := t.changed[k]; c != nil {
		*c++
	} else {
		t.changed[k] = new(int32)
	}
	c, ok := t.counted[k]
	if !ok {
		c = new(int64)
		t.counted[k] = c
	}
	add(c)
	p := &point{1, 2}
	t.shared[k] = p
	t.again[k] = p
	t.given[k] = limit
	t.lent[k] = new(uint8)
	t.null[k] = nil
	t.swapped[k] = new(int16)
	t.swapped["last"] = t.swapped[k]
	n := uint64(len(k))
	t.same[k] = &n
	t.atomics[k] = new(atomic.Bool)
	t.wides[k] = &wide{1, 2, 3}
	t.names[k] = &named{k}
	t.locks[k] = &guarded{}
}

func add(c *int64) { *c += 2 }

func (t *table) Lend(k string) *uint8 { return t.lent[k] }

func (t *table) same2(x, y string) bool { return t.same[x] == t.same[y] }

func (t *table) needed(k string) int {
	keep := t.Lend(k)
	*keep = 3
	t.locks[k].mu.Lock()
	defer t.locks[k].mu.Unlock()
	t.atomics[k].Store(true)
	return int(*t.changed[k]) + int(*t.counted[k]) + sum(t.shared[k]) + int(*t.given[k]) + int(*t.swapped["last"]) + int(t.wides[k].a) + len(t.names[k].name)
}

// ---- variables ----

var defaults = map[string]*int{} // want map-value-cost

var totals = map[string]*int{}

func local(keys []string) (n int) {
	seen := make(map[string]*int32) // want map-value-cost
	for i, k := range keys {
		v := int32(i)
		seen[k] = &v
		defaults[k] = &i
		j := i
		totals[k] = &j
	}
	for _, v := range seen {
		n += int(*v)
	}
	*totals[keys[0]] += n
	return n + *defaults[keys[0]]
}

func main() {
	t := newTable()
	limit := uint32(7)
	t.set("a", 1, 2)
	t.count("a", &limit)
	t.count("a", &limit)
	fmt.Println(t.get("a", 1), t.needed("a"), t.same2("a", "b"), local([]string{"x", "y"}))
}
