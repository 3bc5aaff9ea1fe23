// Variables that are swapped in some order or by one goroutine, and neighbours that lack it: locals of closures, fields, double buffers.
// race: each marked function called once, DATA RACE at the store; clean: the others.
package handovers

import (
	"sync"
	"sync/atomic"
	"time"
)

type snapshot struct{ n, sum int }

// ---- locals ----

// Poll swaps a local while the caller's loop reads it.
func Poll(get func() *snapshot, show func(*snapshot)) {
	last := get()
	stop := make(chan struct{})
	go func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
				last = get() // want unsynchronized-swap
			}
		}
	}()
	for range 5 {
		time.Sleep(time.Millisecond)
		show(last)
	}
	close(stop)
}

// PollAtomic has an atomic pointer for it.
func PollAtomic(get func() *snapshot, show func(*snapshot)) {
	var last atomic.Pointer[snapshot]
	last.Store(get())
	stop := make(chan struct{})
	go func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
				last.Store(get())
			}
		}
	}()
	for range 5 {
		time.Sleep(time.Millisecond)
		show(last.Load())
	}
	close(stop)
}

// Best: every goroutine may replace the best result.
func Best(tries []int, run func(int) *snapshot) *snapshot {
	var best *snapshot
	var wg sync.WaitGroup
	for _, n := range tries {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if s := run(n); best == nil || s.sum > best.sum {
				best = s // want unsynchronized-swap
			}
		}()
	}
	wg.Wait()
	return best
}

// BestLocked does it under a lock, and reads it after Wait.
func BestLocked(tries []int, run func(int) *snapshot) *snapshot {
	var mu sync.Mutex
	var best *snapshot
	var wg sync.WaitGroup
	for _, n := range tries {
		wg.Go(func() {
			s := run(n)
			mu.Lock()
			defer mu.Unlock()
			if best == nil || s.sum > best.sum {
				best = s
			}
		})
	}
	wg.Wait()
	return best
}

// First: one goroutine, one channel.
func First(run func() *snapshot) *snapshot {
	var got *snapshot
	done := make(chan struct{})
	go func() {
		got = run()
		close(done)
	}()
	<-done
	return got
}

// Impatient does not always wait for it.
func Impatient(run func() *snapshot, limit time.Duration) *snapshot {
	var got *snapshot
	done := make(chan struct{})
	go func() {
		got = run() // want unsynchronized-swap
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(limit):
	}
	return got
}

// ---- a double buffer ----

type Buffer struct {
	mu     sync.Mutex
	active map[string]int
	flush  func(map[string]int)
}

func NewBuffer(flush func(map[string]int)) *Buffer {
	return &Buffer{active: map[string]int{}, flush: flush}
}

func (b *Buffer) Add(k string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.active[k]++
}

// Flush swaps the map under the lock, and then works on the old one.
func (b *Buffer) Flush() {
	b.mu.Lock()
	full := b.active
	b.active = make(map[string]int)
	b.mu.Unlock()
	full["flushed"] = len(full)
	b.flush(full)
}

type Spool struct {
	mu     sync.Mutex
	active map[string]int
	flush  func(map[string]int)
}

func NewSpool(flush func(map[string]int)) *Spool {
	return &Spool{active: map[string]int{}, flush: flush}
}

func (b *Spool) Add(k string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.active[k]++
}

func (b *Spool) Len() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.active)
}

// Reset swaps it without the lock.
func (b *Spool) Reset() {
	b.active = make(map[string]int) // want unsynchronized-swap
}

// ---- one owner ----

type Loop struct {
	in    chan int
	ask   chan chan snapshot
	state *snapshot
}

func NewLoop() *Loop {
	l := &Loop{in: make(chan int), ask: make(chan chan snapshot)}
	l.state = &snapshot{}
	go l.run()
	return l
}

func (l *Loop) run() {
	for {
		select {
		case n, ok := <-l.in:
			if !ok {
				return
			}
			l.state = &snapshot{n: l.state.n + 1, sum: l.state.sum + n}
		case c := <-l.ask:
			c <- *l.state
		}
	}
}

func (l *Loop) Add(n int) { l.in <- n }

func (l *Loop) State() snapshot {
	c := make(chan snapshot)
	l.ask <- c
	return <-c
}

func (l *Loop) Close() { close(l.in) }

// ---- set before the goroutine starts, or before its first job ----

type Worker struct {
	hook   func(int)
	after  func(int)
	queue  chan int
	closed chan struct{}
}

func NewWorker() *Worker { return &Worker{queue: make(chan int), closed: make(chan struct{})} }

func StartWorker(hook, after func(int)) *Worker {
	w := NewWorker()
	w.hook = hook
	go w.run()
	w.after = after // want-possible unsynchronized-swap
	return w
}

func (w *Worker) run() {
	defer close(w.closed)
	for n := range w.queue {
		w.hook(n)
		if w.after != nil {
			w.after(n)
		}
	}
}

func (w *Worker) Do(n int) { w.queue <- n }

// Stop takes the hook away when the worker has ended.
func (w *Worker) Stop() {
	close(w.queue)
	<-w.closed
	w.hook = nil
}
