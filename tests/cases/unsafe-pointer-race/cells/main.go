// Generic cells of an unsafe.Pointer: plain, atomic, locked.
// race: DATA RACE at both accesses of Plain; clean: the other cells.
package main

import (
	"sync"
	"sync/atomic"
	"unsafe"
)

type Plain[T any] struct{ p unsafe.Pointer }

func (c *Plain[T]) Set(v T) { c.p = unsafe.Pointer(&v) } // want unsafe-pointer-race
func (c *Plain[T]) Get() *T { return (*T)(c.p) }         // want unsafe-pointer-race

type Atomic[T any] struct{ p unsafe.Pointer }

func (c *Atomic[T]) Set(v T) { atomic.StorePointer(&c.p, unsafe.Pointer(&v)) }
func (c *Atomic[T]) Get() *T { return (*T)(atomic.LoadPointer(&c.p)) }

type Locked[T any] struct {
	mu sync.Mutex
	p  unsafe.Pointer
}

func (c *Locked[T]) Set(v T) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.p = unsafe.Pointer(&v)
}

func (c *Locked[T]) Get() *T {
	c.mu.Lock()
	defer c.mu.Unlock()
	return (*T)(c.p)
}

func main() {
	var (
		p  Plain[int]
		a  Atomic[int]
		l  Locked[string]
		wg sync.WaitGroup
	)
	wg.Add(1)
	go func() {
		defer wg.Done()
		for i := range 100 {
			p.Set(i)
			a.Set(i)
			l.Set("x")
		}
	}()
	for range 100 {
		p.Get()
		a.Get()
		l.Get()
	}
	wg.Wait()
}
