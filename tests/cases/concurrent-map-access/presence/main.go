// A presence board: join, leave and list are locked; the sweep deletes under the read lock, and a stats line counts without one.
// race: go run -race, DATA RACE at the delete in sweep; clean: the rest.
package main

import (
	"fmt"
	"sync"
	"time"
)

type member struct{ name string }

type board struct {
	mu      sync.RWMutex
	members map[string]member
	seen    map[string]time.Time

	statMu sync.Mutex
	stats  map[string]int
}

func (b *board) join(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.members[name] = member{name}
	b.touch(name)
}

// touch is called with mu held.
func (b *board) touch(name string) { b.seen[name] = time.Now() }

func (b *board) leave(name string) {
	b.mu.Lock()
	delete(b.members, name)
	delete(b.seen, name)
	b.mu.Unlock()
	b.count("leave")
}

func (b *board) count(what string) {
	b.statMu.Lock()
	defer b.statMu.Unlock()
	b.stats[what]++
}

func (b *board) list() (out []string) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for n := range b.members {
		out = append(out, n)
	}
	return out
}

func (b *board) sweep(age time.Duration) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for n, t := range b.seen {
		if time.Since(t) > age {
			delete(b.seen, n) // want concurrent-map-access
		}
	}
}

func (b *board) idle() time.Duration {
	b.mu.RLock()
	defer b.mu.RUnlock()
	var d time.Duration
	for _, t := range b.seen {
		d = max(d, time.Since(t))
	}
	return d
}

func (b *board) janitor(stop <-chan struct{}) {
	t := time.NewTicker(time.Millisecond)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			b.sweep(0)
		case <-stop:
			return
		}
	}
}

func main() {
	b := &board{members: map[string]member{}, seen: map[string]time.Time{}, stats: map[string]int{}}
	stop := make(chan struct{})
	var wg, bg sync.WaitGroup
	bg.Go(func() { b.janitor(stop) })
	for i := range 6 {
		wg.Go(func() {
			for range 400 {
				n := fmt.Sprint("u", i)
				b.join(n)
				b.list()
				b.idle()
				b.leave(n)
				time.Sleep(100 * time.Microsecond)
			}
		})
	}
	wg.Wait()
	close(stop)
	bg.Wait()
	fmt.Println(b.stats, b.list())
}
