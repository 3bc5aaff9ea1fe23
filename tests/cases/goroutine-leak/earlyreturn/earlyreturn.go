// A way out between the go statement and the answer: an error, a deadline, a hit in the cache.
// leaks: Send, Receive, Signal and Deadline leave a goroutine for each call that fails; clean: their twins.
package earlyreturn

import (
	"context"
	"errors"
)

var errBad = errors.New("bad")

func check(name string) error {
	if name == "" {
		return errBad
	}
	return nil
}

func Send(name string, load func() int) (int, error) {
	size := make(chan int)
	go func() { // want goroutine-leak
		size <- load()
	}()
	if err := check(name); err != nil {
		return 0, err
	}
	return <-size, nil
}

func SendAfterCheck(name string, load func() int) (int, error) {
	if err := check(name); err != nil {
		return 0, err
	}
	size := make(chan int)
	go func() {
		size <- load()
	}()
	return <-size, nil
}

func SendBoth(name string, load func() int) (int, error) {
	size := make(chan int)
	go func() {
		size <- load()
	}()
	err := check(name)
	n := <-size
	if err != nil {
		return 0, err
	}
	return n, nil
}

func Receive(names []string) error {
	in := make(chan string)
	go func() { // want goroutine-leak
		for name := range in {
			_ = name
		}
	}()
	for _, name := range names {
		if err := check(name); err != nil {
			return err
		}
		in <- name
	}
	close(in)
	return nil
}

func ReceiveDeferred(names []string) error {
	in := make(chan string)
	defer close(in)
	go func() {
		for name := range in {
			_ = name
		}
	}()
	for _, name := range names {
		if err := check(name); err != nil {
			return err
		}
		in <- name
	}
	return nil
}

// Signal tells the goroutine to go on, unless something is wrong.
func Signal(name string, work func()) error {
	ready := make(chan struct{})
	go func() { // want goroutine-leak
		<-ready
		work()
	}()
	if err := check(name); err != nil {
		return err
	}
	close(ready)
	return nil
}

func Deadline(ctx context.Context, load func() (int, error)) (int, error) {
	type answer struct {
		n   int
		err error
	}
	got := make(chan answer)
	go func() { // want goroutine-leak
		n, err := load()
		got <- answer{n, err}
	}()
	select {
	case <-ctx.Done():
		return 0, ctx.Err()
	case a := <-got:
		return a.n, a.err
	}
}

// DeadlineWaits reports the deadline, but waits for the answer.
func DeadlineWaits(ctx context.Context, load func() int) (int, error) {
	got := make(chan int)
	go func() { got <- load() }()
	select {
	case <-ctx.Done():
		<-got
		return 0, ctx.Err()
	case n := <-got:
		return n, nil
	}
}

// DeadlineDropped lets the late answer go.
func DeadlineDropped(ctx context.Context, load func() int) (int, error) {
	got := make(chan int)
	go func() {
		n := load()
		select {
		case got <- n:
		default:
		}
	}()
	select {
	case <-ctx.Done():
		return 0, ctx.Err()
	case n := <-got:
		return n, nil
	}
}

// Optional waits if, and only if, it has started something.
func Optional(prefetch bool, load func() int) int {
	got := make(chan int)
	if prefetch {
		go func() { got <- load() }()
	}
	sum := 1
	if prefetch {
		sum += <-got
	}
	return sum
}
