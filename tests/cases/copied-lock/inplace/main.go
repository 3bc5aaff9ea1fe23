// Maps of structs that hold locks or atomics, touched only in ways that copy none: literals, presence, a field, the keys, delete.
// clean: go vet; nothing holds a copy of a lock.
package main

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
)

type entry struct {
	mu   sync.Mutex
	name string
	ptr  *atomic.Int64
}

type flags struct {
	on   atomic.Bool
	bits [2]int
}

type table struct {
	mu      sync.Mutex
	entries map[string]entry
	flags   map[int]flags
	locks   map[string]*sync.Mutex
	funcs   map[string]func()
}

func (t *table) add(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, ok := t.entries[name]; ok {
		return
	}
	t.entries[name] = entry{name: name, ptr: new(atomic.Int64)}
	t.flags[len(t.entries)] = flags{bits: [2]int{1, 2}}
	t.locks[name] = &sync.Mutex{}
	var mu sync.Mutex
	n := 0
	t.funcs[name] = func() {
		mu.Lock()
		defer mu.Unlock()
		n++
	}
}

func (t *table) hit(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, ok := t.entries[name]; !ok {
		return
	}
	t.entries[name].ptr.Add(1)
}

func (t *table) title(name string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return "<" + t.entries[name].name + ">"
}

func (t *table) bits(i int) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.flags[i].bits[1]
}

func (t *table) names() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := slices.Collect(maps.Keys(t.entries))
	for k := range t.flags {
		out = append(out, fmt.Sprint(k))
	}
	slices.Sort(out)
	return out
}

func (t *table) lock(name string) (unlock func()) {
	t.mu.Lock()
	l, ok := t.locks[name]
	if !ok {
		l = new(sync.Mutex)
		t.locks[name] = l
	}
	t.mu.Unlock()
	l.Lock()
	return l.Unlock
}

func (t *table) drop(name string) int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	p := t.entries[name].ptr
	delete(t.entries, name)
	if p == nil {
		return 0
	}
	return p.Load()
}

func (t *table) run(name string) {
	t.mu.Lock()
	f := t.funcs[name]
	t.mu.Unlock()
	if f != nil {
		f()
	}
}

func main() {
	t := &table{entries: map[string]entry{}, flags: map[int]flags{}, locks: map[string]*sync.Mutex{}, funcs: map[string]func(){}}
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			n := fmt.Sprint("n", i%2)
			t.add(n)
			t.hit(n)
			t.run(n)
			t.lock(n)()
		})
	}
	wg.Wait()
	fmt.Println(t.title("n1"), t.bits(1), t.names(), t.drop("n0"), t.drop("zz"))
}
