// Locks that helpers and literals take and release: relocked around a callback, lock and unlock literals, a conditional lock, a select that gives up.
// race: Direct against Put, and Hasty, DATA RACE at the marked lines; clean: the others with the same calls.
package lockhelpers

import (
	"sync"
	"time"
)

// Queue releases its lock around the callback, and has it again when emit returns.
type Queue struct {
	mu    sync.Mutex
	items map[string]int
	cb    func(string)
}

func New(cb func(string)) *Queue { return &Queue{items: map[string]int{}, cb: cb} }

func (q *Queue) Put(k string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items[k]++
	q.emit(k)
	q.items[k]--
}

// emit is called with the lock held.
func (q *Queue) emit(k string) {
	if q.items[k] > 0 {
		q.mu.Unlock()
		q.cb(k)
		q.mu.Lock()
	}
	q.items["emitted"]++
}

func (q *Queue) Start(keys []string) {
	go func() {
		for _, k := range keys {
			q.Put(k)
		}
	}()
}

func (q *Queue) Len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.items)
}

// Spool forgets to take it again before it counts.
type Spool struct {
	mu    sync.Mutex
	items map[string]int
	cb    func(string)
}

func NewSpool(cb func(string)) *Spool { return &Spool{items: map[string]int{}, cb: cb} }

func (q *Spool) Put(k string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items[k]++
	q.emit(k)
}

func (q *Spool) emit(k string) {
	q.mu.Unlock()
	q.cb(k)
	q.items["emitted"]++ // want concurrent-map-access
	q.mu.Lock()
}

func (q *Spool) Start(keys []string) {
	go func() {
		for _, k := range keys {
			q.Put(k)
		}
	}()
}

func (q *Spool) Len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.items)
}

// Both has two locks, which literals take in order.
type Both struct {
	a, b  sync.Mutex
	items map[string]int
}

func NewBoth() *Both { return &Both{items: map[string]int{}} }

func (t *Both) Move(from, to string, urgent bool) {
	lock := func() {
		if urgent {
			t.b.Lock()
		}
		t.a.Lock()
	}
	unlock := func() {
		t.a.Unlock()
		if urgent {
			t.b.Unlock()
		}
	}
	lock()
	n := t.items[from]
	if n == 0 {
		unlock()
		return
	}
	delete(t.items, from)
	t.items[to] += n
	unlock()
}

func (t *Both) Add(k string) {
	t.a.Lock()
	t.items[k]++
	t.a.Unlock()
}

// Table is locked by who says so, or by its caller.
type Table struct {
	mu sync.RWMutex
	m  map[string]int
}

func NewTable() *Table { return &Table{m: map[string]int{}} }

func (t *Table) get(k string, lock bool) int {
	if lock {
		t.mu.RLock()
		defer t.mu.RUnlock()
	}
	return t.m[k] // want-possible concurrent-map-access
}

func (t *Table) Get(k string) int { return t.get(k, true) }

func (t *Table) Inc(k string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.m[k] = t.get(k, false) + 1
}

// Patient waits for the goroutine in every clause that reads; Hasty reads in the other one, too.
func Patient(keys []string, work func(string)) map[string]bool {
	done := map[string]bool{}
	ready := make(chan struct{})
	go func() {
		defer close(ready)
		for _, k := range keys {
			work(k)
			done[k] = true
		}
	}()
	select {
	case <-ready:
		return done
	case <-time.After(time.Second):
		return nil
	}
}

func Hasty(keys []string, work func(string)) int {
	done := map[string]bool{}
	ready := make(chan struct{})
	go func() {
		defer close(ready)
		for _, k := range keys {
			work(k)
			done[k] = true // want concurrent-map-access
		}
	}()
	select {
	case <-ready:
	case <-time.After(2 * time.Millisecond):
	}
	return len(done)
}
