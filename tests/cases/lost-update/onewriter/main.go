// Load, change and store by one goroutine only, by a writer lock that spans both, or into a fresh value.
// clean: no update is lost in 1000 rounds.
package main

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
)

type view struct {
	seq   int
	words map[string]int
}

type aggregator struct {
	cur atomic.Pointer[view]
	in  chan string

	wmu  sync.Mutex
	tags atomic.Pointer[map[string]bool]
}

func newAggregator() *aggregator {
	a := &aggregator{in: make(chan string)}
	a.cur.Store(&view{words: map[string]int{}})
	a.tags.Store(&map[string]bool{})
	return a
}

// loop is the only writer of cur.
func (a *aggregator) loop(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case w, ok := <-a.in:
			if !ok {
				return
			}
			old := a.cur.Load()
			next := &view{seq: old.seq + 1, words: maps.Clone(old.words)}
			next.words[w]++
			a.cur.Store(next)
		}
	}
}

func (a *aggregator) tag(t string) {
	a.wmu.Lock()
	defer a.wmu.Unlock()
	next := maps.Clone(*a.tags.Load())
	next[t] = true
	a.tags.Store(&next)
}

func (a *aggregator) count(w string) int { return a.cur.Load().words[w] }

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	a := newAggregator()
	done := make(chan struct{})
	go func() {
		defer close(done)
		a.loop(ctx)
	}()
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			a.in <- fmt.Sprint("w", i)
			a.tag(fmt.Sprint("t", i))
		}()
	}
	wg.Wait()
	close(a.in)
	<-done
	fmt.Println(a.count("w1"), len(*a.tags.Load()))
}
