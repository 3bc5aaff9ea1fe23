// Locks that are not called Mutex: a channel of one, a Locker behind an interface, a lock type of our own; and one branch that unlocks too early.
// race: DATA RACE in Learn; clean: all others, with -race.
package semaphores

import "sync"

type sem chan struct{}

func (s sem) Acquire() { s <- struct{}{} }
func (s sem) Release() { <-s }

type ByChan struct {
	sem sem
	m   map[string]int
}

func NewByChan() *ByChan { return &ByChan{sem: make(sem, 1), m: map[string]int{}} }

func (b *ByChan) Inc(k string) {
	b.sem.Acquire()
	defer b.sem.Release()
	b.m[k]++
}

type ByLocker struct {
	l sync.Locker
	m map[string]int
}

func NewByLocker(l sync.Locker) *ByLocker { return &ByLocker{l: l, m: map[string]int{}} }

func (b *ByLocker) Inc(k string) {
	b.l.Lock()
	defer b.l.Unlock()
	b.m[k]++
}

type guard struct{ mu sync.Mutex }

func (g *guard) hold() (release func()) {
	g.mu.Lock()
	return g.mu.Unlock
}

type ByGuard struct {
	guard
	m map[string]int
}

func NewByGuard() *ByGuard { return &ByGuard{m: map[string]int{}} }

func (b *ByGuard) Inc(k string) {
	defer b.hold()()
	b.m[k]++
}

type Dict struct {
	mu  sync.Mutex
	ids map[string]int
}

func NewDict() *Dict { return &Dict{ids: map[string]int{}} }

func (d *Dict) ID(word string) (int, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	id, ok := d.ids[word]
	return id, ok
}

func (d *Dict) Learn(word string, id int) bool {
	d.mu.Lock()
	if len(word) == 0 {
		d.mu.Unlock()
		return false
	}
	d.mu.Unlock()
	d.ids[word] = id // want concurrent-map-access
	return true
}
