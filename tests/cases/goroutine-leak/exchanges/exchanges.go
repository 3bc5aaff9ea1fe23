// Two goroutines that talk in both directions, merges whose reader stops, and channels that are returned one way only.
// leaks: Ask, Merge, Events and Race leave a goroutine a call; clean: AskBoth, MergeUntil, EventsUntil, RaceBuffered.
package exchanges

import (
	"context"
	"sync"
)

// Ask takes the first half of the answer.
func Ask(f func(string) string) string {
	out, in := make(chan string), make(chan string)
	go func() { // want goroutine-leak
		out <- f("a")
		f(<-in)
	}()
	return <-out
}

func AskBoth(f func(string) string) string {
	out, in := make(chan string), make(chan string)
	go func() {
		out <- f("a")
		f(<-in)
	}()
	s := <-out
	in <- s
	return s
}

func merge(inputs []<-chan int) <-chan int {
	out := make(chan int)
	var wg sync.WaitGroup
	for _, in := range inputs {
		wg.Add(1)
		go func() { // want goroutine-leak
			defer wg.Done()
			for v := range in {
				out <- v
			}
		}()
	}
	go func() { // want goroutine-leak
		wg.Wait()
		close(out)
	}()
	return out
}

// Merge stops at the first negative number.
func Merge(inputs []<-chan int) (sum int) {
	for v := range merge(inputs) {
		if v < 0 {
			return sum
		}
		sum += v
	}
	return sum
}

func mergeUntil(ctx context.Context, inputs []<-chan int) <-chan int {
	out := make(chan int)
	var wg sync.WaitGroup
	for _, in := range inputs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for v := range in {
				select {
				case out <- v:
				case <-ctx.Done():
					return
				}
			}
		}()
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	return out
}

func MergeUntil(ctx context.Context, inputs []<-chan int) (sum int) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for v := range mergeUntil(ctx, inputs) {
		if v < 0 {
			return sum
		}
		sum += v
	}
	return sum
}

// Events gives a channel that its caller can only receive from, and waits for a stop that nobody can give.
func Events(next func() int) <-chan int {
	out := make(chan int, 1)
	stop := make(chan struct{})
	go func() { // want goroutine-leak
		for {
			select {
			case <-stop:
				close(out)
				return
			case out <- next():
			}
		}
	}()
	return out
}

func EventsUntil(next func() int) (<-chan int, chan<- struct{}) {
	out := make(chan int, 1)
	stop := make(chan struct{})
	go func() {
		for {
			select {
			case <-stop:
				close(out)
				return
			case out <- next():
			}
		}
	}()
	return out, stop
}

// Race takes the faster of the two, and leaves the other one to nobody.
func Race(primary, replica func() string) string {
	first, second := make(chan string), make(chan string)
	go func() { first <- primary() }()  // want goroutine-leak
	go func() { second <- replica() }() // want goroutine-leak
	select {
	case s := <-first:
		return s
	case s := <-second:
		return s
	}
}

func RaceBuffered(primary, replica func() string) string {
	first, second := make(chan string, 1), make(chan string, 1)
	go func() { first <- primary() }()
	go func() { second <- replica() }()
	select {
	case s := <-first:
		return s
	case s := <-second:
		return s
	}
}
