// Rate limits by name: snapshot ranges over the values and so copies their locks, rename copies one out and in; add, spend, remaining do not.
// seen: spend on the renamed entry's copy; go vet says so too; clean: the pointer table beside it.
package main

import (
	"fmt"
	"sync"
	"time"
)

type bucket struct {
	mu   sync.Mutex
	left int
	at   time.Time
}

type limits struct {
	mu      sync.Mutex
	byValue map[string]bucket
	byPtr   map[string]*bucket
}

func (l *limits) add(k string, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.byValue[k] = bucket{left: n, at: time.Now()}
	l.byPtr[k] = &bucket{left: n}
}

func (l *limits) rename(from, to string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, ok := l.byValue[from]; !ok {
		return
	}
	l.byValue[to] = l.byValue[from] // want copied-lock
	delete(l.byValue, from)
	l.byPtr[to] = l.byPtr[from]
	delete(l.byPtr, from)
}

func (l *limits) spend(k string) bool {
	l.mu.Lock()
	b, ok := l.byPtr[k]
	l.mu.Unlock()
	if !ok {
		return false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.left == 0 {
		return false
	}
	b.left--
	return true
}

func (l *limits) remaining(k string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.byValue[k].left
}

func (l *limits) total() (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, b := range l.byValue { // want copied-lock
		n += b.left
	}
	for _, b := range l.byPtr {
		b.mu.Lock()
		n += b.left
		b.mu.Unlock()
	}
	for k := range l.byValue {
		n += l.byValue[k].left
	}
	return n
}

func (l *limits) ages() (out []time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for k := range l.byValue {
		out = append(out, time.Since(l.byValue[k].at))
	}
	return out
}

func main() {
	l := &limits{byValue: map[string]bucket{}, byPtr: map[string]*bucket{}}
	l.add("a", 2)
	l.add("b", 3)
	l.rename("a", "z")
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { l.spend("z") })
	}
	wg.Wait()
	fmt.Println(l.remaining("z"), l.total(), len(l.ages()), l.spend("none"))
}
