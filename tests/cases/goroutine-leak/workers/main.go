// Workers that end: by context, by closed channels, by a quit channel in a helper, by a broken condition.
// clean: the number of goroutines is the same before and after 50 runs.
package main

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"time"
)

type pool struct {
	jobs chan func()
	wg   sync.WaitGroup
}

func newPool(n int) *pool {
	p := &pool{jobs: make(chan func())}
	for range n {
		p.wg.Add(1)
		go p.work()
	}
	return p
}

func (p *pool) work() {
	defer p.wg.Done()
	for {
		job, ok := <-p.jobs
		if !ok {
			return
		}
		job()
	}
}

func (p *pool) close() {
	close(p.jobs)
	p.wg.Wait()
}

func canceled(ctx context.Context) bool { return ctx.Err() != nil }

func poll(ctx context.Context, f func()) {
	go func() {
		for {
			f()
			if canceled(ctx) {
				return
			}
			runtime.Gosched()
		}
	}()
}

func wait(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

func beat(ctx context.Context) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := 0; wait(ctx, time.Microsecond); i++ {
			select {
			case out <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// first asks all at once; the buffer lets the late ones end.
func first(ctx context.Context, ask ...func() int) (int, error) {
	out := make(chan int, len(ask))
	for _, a := range ask {
		go func() { out <- a() }()
	}
	select {
	case v := <-out:
		return v, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func round() int {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	p := newPool(2)
	defer p.close()
	var mu sync.Mutex
	n := 0
	for range 4 {
		p.jobs <- func() {
			mu.Lock()
			defer mu.Unlock()
			n++
		}
	}
	poll(ctx, func() {})
	for i := range beat(ctx) {
		if i == 2 {
			break
		}
	}
	v, _ := first(ctx, func() int { return 1 }, func() int { time.Sleep(time.Millisecond); return 2 })
	return v
}

func main() {
	before := runtime.NumGoroutine()
	for range 50 {
		round()
	}
	time.Sleep(50 * time.Millisecond)
	fmt.Println(runtime.NumGoroutine() <= before+1)
}
