// An array of unsafe.Pointer slots, loaded atomically by readers, and stored plainly by one writer.
// race: DATA RACE between Put and Get; clean: Swap, the locked twin, the constructor.
package slotarray

import (
	"sync"
	"sync/atomic"
	"unsafe"
)

type entry struct {
	key string
	val int
}

type Table struct {
	slots [32]unsafe.Pointer
	stats unsafe.Pointer
}

func New() *Table {
	t := &Table{}
	t.stats = unsafe.Pointer(&entry{key: "stats"})
	for i := range t.slots {
		t.slots[i] = unsafe.Pointer(&entry{})
	}
	return t
}

func (t *Table) Put(i int, key string, val int) {
	t.slots[i&31] = unsafe.Pointer(&entry{key, val}) // want unsafe-pointer-race
}

func (t *Table) Get(i int) (string, int) {
	e := (*entry)(atomic.LoadPointer(&t.slots[i&31]))
	return e.key, e.val
}

func (t *Table) Swap(i int, val int) int {
	old := atomic.SwapPointer(&t.slots[i&31], unsafe.Pointer(&entry{val: val}))
	return (*entry)(old).val
}

func (t *Table) Stats() *entry { return (*entry)(atomic.LoadPointer(&t.stats)) }

type Locked struct {
	mu sync.Mutex
	p  unsafe.Pointer
}

func (l *Locked) Set(v int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.p = unsafe.Pointer(&v)
}

func (l *Locked) Get() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.p == nil {
		return 0
	}
	return *(*int)(l.p)
}

func Race() {
	t := New()
	var l Locked
	var wg sync.WaitGroup
	for i := 0; i < 4; i++ {
		wg.Add(2)
		go func() {
			defer wg.Done()
			t.Put(i, "k", i)
			l.Set(i)
		}()
		go func() {
			defer wg.Done()
			t.Get(i)
			t.Swap(i, 1)
			t.Stats()
			l.Get()
		}()
	}
	wg.Wait()
}
