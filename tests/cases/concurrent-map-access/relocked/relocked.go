// Helpers that give up their caller's lock for a while: one takes it again when it returns, by defer, another forgets it.
// race: Forgotten against Set; clean: Item.
package relocked

import (
	"sync"
	"time"
)

type Item struct {
	mu    sync.Mutex
	parts map[string]int
}

func New() *Item { return &Item{parts: map[string]int{}} }

// fetch works without the lock that its caller has.
func (i *Item) fetch() int {
	i.mu.Unlock()
	defer i.mu.Lock()
	time.Sleep(time.Millisecond)
	return 1
}

func (i *Item) Close() {
	i.mu.Lock()
	defer i.mu.Unlock()
	n := i.fetch()
	i.parts["closed"] = n
}

func (i *Item) Set(k string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.parts[k] = 1
}

func (i *Item) Get(k string) int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.parts[k]
}

type Left struct {
	mu    sync.Mutex
	parts map[string]int
}

func NewLeft() *Left { return &Left{parts: map[string]int{}} }

func (l *Left) fetch() int {
	l.mu.Unlock()
	time.Sleep(time.Millisecond)
	return 1
}

func (l *Left) Forgotten() {
	l.mu.Lock()
	n := l.fetch()
	l.parts["closed"] = n // want-possible concurrent-map-access
}

func (l *Left) Set(k string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.parts[k] = 1
}

func (l *Left) Get(k string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.parts[k]
}
