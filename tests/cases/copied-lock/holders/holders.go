// What holds a lock: sync and atomic types, arrays and embedded structs of them, noCopy types, generic containers; and what only points to one.
// seen: go vet -copylocks names the same statements (it is silent about maps.Clone); main shows a copy that locks nothing.
package main

import (
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
)

type mutexed struct {
	sync.Mutex
	n int
}

type nested struct{ inner struct{ m mutexed } }

type striped struct{ locks [4]sync.RWMutex }

type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

type handle struct {
	_  noCopy
	fd int
}

type counter struct{ n atomic.Int64 }

type plain struct{ n int64 }

type pointing struct {
	mu *sync.Mutex
	n  int
}

type byValue struct{}

func (byValue) Lock()   {}
func (byValue) Unlock() {}

type box[T any] struct {
	mu sync.Mutex
	v  T
}

type alias = box[int]

type maps_ struct {
	mutexed  map[string]mutexed
	nested   map[string]nested
	striped  map[string]striped
	handles  map[string]handle
	counters map[string]counter
	onces    map[string]sync.Once
	groups   map[string]sync.WaitGroup
	atomics  map[string]atomic.Bool
	boxes    map[string]box[int]
	aliases  map[string]alias
	arrays   map[string][2]sync.Mutex
	plain    map[string]plain
	pointing map[string]pointing
	values   map[string]byValue
	pointers map[string]*mutexed
	slices   map[string][]sync.Mutex
	funcs    map[string]func() mutexed
}

func use(...any) {}

// ---- bad: out of the map ----

func (m *maps_) out(k string) {
	a := m.mutexed[k]     // want copied-lock
	b := m.nested[k]      // want copied-lock
	c := m.striped[k]     // want copied-lock
	d := m.handles[k]     // want copied-lock
	e := m.counters[k]    // want copied-lock
	f := m.onces[k]       // want copied-lock
	g := m.groups[k]      // want copied-lock
	h := m.atomics[k]     // want copied-lock
	i := m.boxes[k]       // want copied-lock
	j, ok := m.aliases[k] // want copied-lock
	l := m.arrays[k]      // want copied-lock
	use(&a, &b, &c, &d, &e, &f, &g, &h, &i, &j, ok, &l)
}

func (m *maps_) part(k string) {
	in := m.nested[k].inner // want copied-lock
	use(&in)
}

func (m *maps_) ranges() (n int) {
	for _, c := range m.counters { // want copied-lock
		n += int(c.n.Load())
	}
	for k, b := range m.boxes { // want copied-lock
		n += b.v + len(k)
	}
	return n
}

func (m *maps_) returned(k string) mutexed {
	return m.mutexed[k] // want copied-lock
}

func take(m mutexed) int { return m.n }

func (m *maps_) passed(k string) int {
	return take(m.mutexed[k]) // want copied-lock
}

func (m *maps_) cloned() map[string]counter {
	return maps.Clone(m.counters) // want copied-lock
}

// ---- bad: into the map ----

func (m *maps_) in(k string, p *mutexed, c counter) {
	m.mutexed[k] = *p // want copied-lock
	m.counters[k] = c // want copied-lock
	var once sync.Once
	once.Do(func() {})
	m.onces[k] = once // want copied-lock
	all := [2]box[int]{}
	m.boxes[k] = all[1] // want copied-lock
}

func (m *maps_) literal(c counter) map[string]counter {
	return map[string]counter{"c": c} // want copied-lock
}

// ---- good ----

func (m *maps_) fresh(k string) {
	m.mutexed[k] = mutexed{n: 1}
	m.counters[k] = counter{}
	m.boxes[k] = box[int]{v: 3}
	m.atomics[k] = atomic.Bool{}
	m.onces[k] = *new(sync.Once)
	m.pointers[k] = &mutexed{n: 2}
	m.plain[k] = plain{1}
}

func (m *maps_) fields(k string) int {
	_, ok := m.boxes[k]
	if !ok {
		return 0
	}
	n := m.mutexed[k].n + m.boxes[k].v + m.handles[k].fd + m.nested[k].inner.m.n
	for k := range m.counters {
		n += len(k)
	}
	for range m.boxes {
		n++
	}
	for _, p := range m.pointers {
		n += p.n
	}
	return n
}

func (m *maps_) harmless(k string) {
	p := m.plain[k]
	m.plain["x"] = p
	q := m.pointing[k]
	m.pointing["x"] = q
	v := m.values[k]
	m.values["x"] = v
	r := m.pointers[k]
	m.pointers["x"] = r
	s := m.slices[k]
	m.slices["x"] = s
	use(maps.Clone(m.plain), maps.Clone(m.pointers), len(m.boxes), m.funcs[k])
}

func main() {
	m := &maps_{mutexed: map[string]mutexed{}, counters: map[string]counter{}, boxes: map[string]box[int]{}, atomics: map[string]atomic.Bool{}, onces: map[string]sync.Once{},
		pointers: map[string]*mutexed{}, plain: map[string]plain{}, pointing: map[string]pointing{}, values: map[string]byValue{}, slices: map[string][]sync.Mutex{}}
	m.fresh("k")
	m.harmless("k")
	m.out("k")
	m.part("k")
	c := m.returned("k")
	c.Lock()
	d := m.returned("k")
	fmt.Println(d.TryLock(), m.fields("k"), m.ranges(), m.passed("k"), len(m.cloned()))
	m.in("k", &c, counter{})
	fmt.Println(len(m.literal(counter{})))
}
