// Maps that are complete before others see them: behind a closed channel, an atomic flag, a Once value, an atomic pointer; phases split by a barrier.
// clean: -race, 500 rounds.
package main

import (
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
)

type loader struct {
	ready chan struct{}
	table map[string]int
}

func newLoader() *loader {
	l := &loader{ready: make(chan struct{}), table: map[string]int{}}
	go func() {
		for i := range 10 {
			l.table[fmt.Sprint(i)] = i
		}
		close(l.ready)
	}()
	return l
}

func (l *loader) get(k string) int {
	<-l.ready
	return l.table[k]
}

type flagged struct {
	done atomic.Bool
	m    map[string]int
}

func (f *flagged) fill() {
	f.m["a"] = 1
	f.done.Store(true)
}

func (f *flagged) get(k string) (int, bool) {
	if !f.done.Load() {
		return 0, false
	}
	return f.m[k], true
}

var codes = sync.OnceValue(func() map[string]int {
	m := map[string]int{}
	m["x"] = 24
	return m
})

type cow struct {
	mu  sync.Mutex
	cur atomic.Pointer[map[string]int]
}

func (c *cow) put(k string, v int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	next := map[string]int{}
	if m := c.cur.Load(); m != nil {
		next = maps.Clone(*m)
	}
	next[k] = v
	c.cur.Store(&next)
}

func (c *cow) get(k string) int {
	if m := c.cur.Load(); m != nil {
		return (*m)[k]
	}
	return 0
}

func phases(words []string) map[string]int {
	parts := [2]map[string]int{{}, {}}
	var wg sync.WaitGroup
	for i := range parts {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for _, w := range words[i*len(words)/2 : (i+1)*len(words)/2] {
				parts[i][w]++
			}
		}()
	}
	wg.Wait()
	for w, n := range parts[1] {
		parts[0][w] += n
	}
	return parts[0]
}

func main() {
	l, f, c := newLoader(), &flagged{m: map[string]int{}}, &cow{}
	go f.fill()
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c.put(fmt.Sprint(i), i)
			fmt.Println(l.get("3"), codes()["x"], c.get("1"))
			f.get("a")
		}()
	}
	wg.Wait()
	fmt.Println(phases([]string{"a", "b", "a", "c"}))
}
