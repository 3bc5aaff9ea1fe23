// Calls with a deadline through helpers: the helper makes the channel, the goroutine, and the wait; the channel travels in a struct, or in a closure.
// leaks: Call, Closure, Future without a Wait; clean: CallBuffered, CallDefault, Wait.
package rpcs

import (
	"context"
	"errors"
	"time"
)

type result struct {
	value string
	err   error
}

type call struct {
	done chan result
	name string
}

func do(c *call, f func(string) (string, error)) {
	v, err := f(c.name)
	c.done <- result{v, err}
}

func Call(ctx context.Context, name string, f func(string) (string, error)) (string, error) {
	c := &call{make(chan result), name}
	go do(c, f) // want goroutine-leak
	select {
	case r := <-c.done:
		return r.value, r.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

type bufferedCall struct {
	done chan result
	name string
}

func doBuffered(c *bufferedCall, f func(string) (string, error)) {
	v, err := f(c.name)
	c.done <- result{v, err}
}

func CallBuffered(ctx context.Context, name string, f func(string) (string, error)) (string, error) {
	c := &bufferedCall{make(chan result, 1), name}
	go doBuffered(c, f)
	select {
	case r := <-c.done:
		return r.value, r.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func CallDefault(name string, f func(string) (string, error)) (string, error) {
	done := make(chan result)
	go func() {
		v, err := f(name)
		select {
		case done <- result{v, err}:
		default:
		}
	}()
	time.Sleep(time.Millisecond)
	select {
	case r := <-done:
		return r.value, r.err
	case <-time.After(time.Second):
		return "", errors.New("late")
	}
}

func Closure(name string, f func(string) (string, error)) (string, error) {
	done := make(chan result)
	run := func() {
		v, err := f(name)
		done <- result{v, err}
	}
	go run() // want goroutine-leak
	timer := time.NewTimer(time.Second)
	defer timer.Stop()
	select {
	case r := <-done:
		return r.value, r.err
	case <-timer.C:
		return "", errors.New("late")
	}
}

type Future struct{ done chan result }

// Go has a channel with room: nobody needs to wait.
func Go(name string, f func(string) (string, error)) *Future {
	u := &Future{make(chan result, 1)}
	go func() {
		v, err := f(name)
		u.done <- result{v, err}
	}()
	return u
}

func (u *Future) Wait() (string, error) {
	r := <-u.done
	return r.value, r.err
}

// Hedge asks again when the first answer is late, and has room for both.
func Hedge(name string, f func(string) (string, error)) (string, error) {
	done := make(chan result, 2)
	ask := func() {
		v, err := f(name)
		done <- result{v, err}
	}
	go ask()
	select {
	case r := <-done:
		return r.value, r.err
	case <-time.After(time.Second):
		go ask()
	}
	r := <-done
	return r.value, r.err
}

// HedgeTight has room for one.
func HedgeTight(name string, f func(string) (string, error)) (string, error) {
	done := make(chan result)
	ask := func() {
		v, err := f(name)
		done <- result{v, err}
	}
	go ask() // want goroutine-leak
	select {
	case r := <-done:
		return r.value, r.err
	case <-time.After(time.Second):
		go ask() // want goroutine-leak
	}
	r := <-done
	return r.value, r.err
}
