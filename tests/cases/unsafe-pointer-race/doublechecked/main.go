// Lazy tables: checked, locked, checked again. The first check is a plain read, which races with the write under the lock.
// race: DATA RACE at the first check of each; clean: an atomic first check, a lock around both, sync.Once.
package main

import (
	"sync"
	"sync/atomic"
	"unsafe"
)

type table struct{ rows []int }

func build() unsafe.Pointer { return unsafe.Pointer(&table{rows: make([]int, 8)}) }

type lazy struct {
	mu   sync.Mutex
	tab  unsafe.Pointer
	good unsafe.Pointer
	all  unsafe.Pointer
	once sync.Once
	one  unsafe.Pointer
}

func (l *lazy) checked() *table {
	if l.tab == nil { // want unsafe-pointer-race
		l.mu.Lock()
		if l.tab == nil {
			l.tab = build()
		}
		l.mu.Unlock()
	}
	return (*table)(l.tab) // want unsafe-pointer-race
}

func (l *lazy) atomically() *table {
	if p := atomic.LoadPointer(&l.good); p != nil {
		return (*table)(p)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	p := atomic.LoadPointer(&l.good)
	if p == nil {
		p = build()
		atomic.StorePointer(&l.good, p)
	}
	return (*table)(p)
}

func (l *lazy) locked() *table {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.all == nil {
		l.all = build()
	}
	return (*table)(l.all)
}

func (l *lazy) only() *table {
	l.once.Do(func() { l.one = build() })
	return (*table)(l.one)
}

func main() {
	l := &lazy{}
	var wg sync.WaitGroup
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			l.checked()
			l.atomically()
			l.locked()
			l.only()
		}()
	}
	wg.Wait()
}
