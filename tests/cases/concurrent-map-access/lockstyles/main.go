// Locks in other clothes: an unlock func that is returned, TryLock, a lock held over a callback chain, two locks in order, a lock found in the context, a spin lock.
// clean: run -race.
package main

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

type book struct {
	mu    sync.Mutex
	pages map[int]string
}

func (b *book) acquire() func() {
	b.mu.Lock()
	return b.mu.Unlock
}

func (b *book) write(i int, s string) {
	defer b.acquire()()
	b.pages[i] = s
}

func (b *book) tryErase(i int) bool {
	if !b.mu.TryLock() {
		return false
	}
	defer b.mu.Unlock()
	delete(b.pages, i)
	return true
}

func (b *book) tx(fs ...func(map[int]string) error) error {
	unlock := b.acquire()
	defer unlock()
	for _, f := range fs {
		if err := f(b.pages); err != nil {
			return err
		}
	}
	return nil
}

// move locks both books, the lower one first.
func move(a, b *book, i int) {
	first, second := a, b
	if fmt.Sprintf("%p", a) > fmt.Sprintf("%p", b) {
		first, second = b, a
	}
	first.mu.Lock()
	defer first.mu.Unlock()
	if first != second {
		second.mu.Lock()
		defer second.mu.Unlock()
	}
	if s, ok := a.pages[i]; ok {
		delete(a.pages, i)
		b.pages[i] = s
	}
}

type spin struct{ held atomic.Bool }

func (s *spin) Lock() {
	for !s.held.CompareAndSwap(false, true) {
		runtime.Gosched()
	}
}

func (s *spin) Unlock() { s.held.Store(false) }

type tally struct {
	spin
	n map[string]int
}

func (t *tally) inc(k string) int {
	t.Lock()
	defer t.Unlock()
	t.n[k]++
	return t.n[k]
}

type stateKey struct{}

type state struct {
	sync.Locker
	vals map[string]int
}

func update(ctx context.Context, k string) {
	st, ok := ctx.Value(stateKey{}).(*state)
	if !ok {
		return
	}
	st.Lock()
	defer st.Unlock()
	st.vals[k]++
}

func main() {
	a, b := &book{pages: map[int]string{}}, &book{pages: map[int]string{}}
	t := &tally{n: map[string]int{}}
	st := &state{new(sync.Mutex), map[string]int{}}
	ctx := context.WithValue(context.Background(), stateKey{}, st)
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			a.write(i, "a")
			b.write(i+100, "b")
			move(a, b, i)
			move(b, a, i+100)
			a.tryErase(3)
			_ = b.tx(func(m map[int]string) error { m[i] += "x"; return nil }, func(m map[int]string) error { clear(m); return nil })
			t.inc("k")
			update(ctx, "v")
		})
	}
	wg.Wait()
	unlock := a.acquire()
	n := len(a.pages)
	unlock()
	st.Lock()
	fmt.Println(n >= 11, t.inc("k"), st.vals)
	st.Unlock()
}
