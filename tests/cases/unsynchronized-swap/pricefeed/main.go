// A price table refreshed by a ticker goroutine: a package variable swapped plainly and read by a worker pool.
// race: DATA RACE at prices = …; clean: rates behind atomic.Pointer, the table that a channel hands over.
package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

type quote struct {
	sym   string
	cents int
}

type book map[string]quote

var (
	prices book
	rates  atomic.Pointer[book]
)

func fetch(n int) book {
	return book{"A": {"A", n}, "B": {"B", 2 * n}}
}

func refresh(ctx context.Context, every time.Duration, out chan<- book) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for n := 1; ; n++ {
		select {
		case <-ctx.Done():
			close(out)
			return
		case <-tick.C:
			prices = fetch(n) // want unsynchronized-swap
			next := fetch(2 * n)
			rates.Store(&next)
			select {
			case out <- fetch(n):
			default:
			}
		}
	}
}

type worker struct{ own book }

func (w *worker) price(sym string) int {
	if b := rates.Load(); b != nil && (*b)[sym].cents > 10 {
		return (*b)[sym].cents
	}
	return prices[sym].cents + w.own[sym].cents
}

func (w *worker) run(ctx context.Context, in <-chan book) {
	for {
		select {
		case <-ctx.Done():
			return
		case b, ok := <-in:
			if !ok {
				return
			}
			w.own = b
		default:
			w.price("A")
			time.Sleep(time.Millisecond)
		}
	}
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	prices = fetch(0)
	feed := make(chan book, 1)
	go refresh(ctx, time.Millisecond, feed)
	var wg sync.WaitGroup
	for range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			(&worker{}).run(ctx, feed)
		}()
	}
	wg.Wait()
	fmt.Println("done")
}
