// An errgroup of one's own, iterators that are stopped, generators that see their consumer leave, and a semaphore.
// clean: as many goroutines after as before.
package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"sync"
	"time"
)

type group struct {
	wg     sync.WaitGroup
	once   sync.Once
	err    error
	cancel context.CancelFunc
	sem    chan struct{}
}

func withContext(ctx context.Context, limit int) (*group, context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	return &group{cancel: cancel, sem: make(chan struct{}, limit)}, ctx
}

func (g *group) do(f func() error) {
	g.sem <- struct{}{}
	g.wg.Add(1)
	go func() {
		defer func() {
			<-g.sem
			g.wg.Done()
		}()
		if err := f(); err != nil {
			g.once.Do(func() {
				g.err = err
				g.cancel()
			})
		}
	}()
}

func (g *group) wait() error {
	g.wg.Wait()
	g.cancel()
	return g.err
}

// numbers hands values over a channel, and stops when the loop body breaks.
func numbers(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		ch, stop := make(chan int), make(chan struct{})
		defer close(stop)
		go func() {
			defer close(ch)
			for i := range n {
				select {
				case ch <- i:
				case <-stop:
					return
				}
			}
		}()
		for v := range ch {
			if !yield(v) {
				return
			}
		}
	}
}

func zip(a, b iter.Seq[int]) (out []int) {
	next, stop := iter.Pull(b)
	defer stop()
	for x := range a {
		y, ok := next()
		if !ok {
			break
		}
		out = append(out, x*y)
	}
	return out
}

func drain[T any](ch <-chan T) {
	for range ch {
	}
}

func firstEven(in []int) int {
	ch := make(chan int)
	go func() {
		defer close(ch)
		for _, v := range in {
			ch <- v
		}
	}()
	defer drain(ch)
	for v := range ch {
		if v%2 == 0 {
			return v
		}
	}
	return -1
}

func main() {
	before := runtime.NumGoroutine()
	for range 20 {
		g, ctx := withContext(context.Background(), 2)
		for i := range 5 {
			g.do(func() error {
				if i == 1 {
					return errors.New("one")
				}
				<-ctx.Done()
				return nil
			})
		}
		if g.wait() == nil {
			panic("no error")
		}
		zip(numbers(10), numbers(3))
		firstEven([]int{1, 2, 3, 4})
	}
	time.Sleep(10 * time.Millisecond)
	fmt.Println(runtime.NumGoroutine() <= before)
}
