// Elements: slices and maps of structs with an unsafe.Pointer, a pointer to the variable that is handed on.
// race: DATA RACE at the plain accesses; clean: one goroutine an element, then Wait.
package main

import (
	"sync"
	"sync/atomic"
	"unsafe"
)

type shard struct {
	mu  sync.Mutex
	cur unsafe.Pointer
}

type table struct{ shards []*shard }

func (t *table) put(i int, p *int) {
	s := t.shards[i%len(t.shards)]
	s.mu.Lock()
	s.cur = unsafe.Pointer(p)
	s.mu.Unlock()
}

func (t *table) get(i int) *int {
	return (*int)(t.shards[i%len(t.shards)].cur) // want unsafe-pointer-race
}

func (t *table) locked(i int) *int {
	s := t.shards[i%len(t.shards)]
	s.mu.Lock()
	defer s.mu.Unlock()
	return (*int)(s.cur)
}

type state struct{ cur, good unsafe.Pointer }

var global state

func publish(p *int) {
	atomic.StorePointer(&global.cur, unsafe.Pointer(p))
	atomic.StorePointer(&global.good, unsafe.Pointer(p))
}

func current() *int { return (*int)(global.cur) } // want unsafe-pointer-race
func good() *int    { return (*int)(atomic.LoadPointer(&global.good)) }

func fill(n int) (sum int) {
	parts := make([]unsafe.Pointer, n)
	var wg sync.WaitGroup
	for i := range parts {
		wg.Add(1)
		go func() {
			defer wg.Done()
			parts[i] = unsafe.Pointer(&i)
		}()
	}
	wg.Wait()
	for _, p := range parts {
		sum += *(*int)(p)
	}
	return sum
}

func main() {
	t := &table{shards: []*shard{{}, {}}}
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			t.put(i, &i)
			t.get(i)
			t.locked(i)
			publish(&i)
			current()
			good()
		}()
	}
	wg.Wait()
	if fill(4) != 6 {
		panic("sum")
	}
}
