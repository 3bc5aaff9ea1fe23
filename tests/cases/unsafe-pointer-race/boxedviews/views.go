// unsafe.Pointer values in structs, closures and maps: one captured by goroutines with no lock, others guarded or confined.
// race: DATA RACE at cur; clean: Views, Confined, Handover.
package boxedviews

import (
	"sync"
	"unsafe"
)

type view struct{ a, b int }

func Watch(n int) int {
	var cur unsafe.Pointer = unsafe.Pointer(&view{})
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		for i := range n {
			cur = unsafe.Pointer(&view{i, i}) // want unsafe-pointer-race
		}
	}()
	sum := 0
	go func() {
		defer wg.Done()
		for range n {
			sum += (*view)(cur).a // want unsafe-pointer-race
		}
	}()
	wg.Wait()
	return sum + (*view)(cur).b
}

type Views struct {
	mu sync.RWMutex
	m  map[string]unsafe.Pointer
}

func NewViews() *Views { return &Views{m: map[string]unsafe.Pointer{}} }

func (v *Views) Put(k string, a, b int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.m[k] = unsafe.Pointer(&view{a, b})
}

func (v *Views) Get(k string) (int, bool) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	p, ok := v.m[k]
	if !ok {
		return 0, false
	}
	return (*view)(p).a, true
}

func Confined(n int) (sum int) {
	var p unsafe.Pointer
	for i := range n {
		p = unsafe.Pointer(&view{i, i})
		sum += (*view)(p).a
	}
	return sum
}

type box struct{ p unsafe.Pointer }

func Handover(n int) (sum int) {
	c := make(chan *box)
	go func() {
		defer close(c)
		for i := range n {
			b := &box{}
			b.p = unsafe.Pointer(&view{a: i})
			c <- b
		}
	}()
	for b := range c {
		sum += (*view)(b.p).a
		b.p = nil
	}
	return sum
}
