// Ways out of a loop, and what only looks like one: break inside select or switch leaves that alone.
// leaks: Break, Switch, Continue and Spin; clean: labels, returns, flags, a channel that says it is closed.
package breaks

import (
	"sync/atomic"
	"time"
)

// Break leaves the select, and the loop goes on.
func Break(stop <-chan struct{}, f func()) {
	go func() { // want goroutine-leak
		for {
			select {
			case <-stop:
				break
			case <-time.After(time.Millisecond):
				f()
			}
		}
	}()
}

func Labelled(stop <-chan struct{}, f func()) {
	go func() {
	loop:
		for {
			select {
			case <-stop:
				break loop
			case <-time.After(time.Millisecond):
				f()
			}
		}
	}()
}

func Switch(next func() int) {
	go func() { // want goroutine-leak
		for {
			switch next() {
			case 0:
				break
			default:
				time.Sleep(time.Millisecond)
			}
		}
	}()
}

func Continue(read func() error) {
	go func() { // want goroutine-leak
		for {
			if err := read(); err != nil {
				time.Sleep(time.Millisecond)
				continue
			}
		}
	}()
}

func Return(read func() error) {
	go func() {
		for {
			if err := read(); err != nil {
				return
			}
		}
	}()
}

func Flag(stop *atomic.Bool, f func()) {
	go func() {
		for !stop.Load() {
			f()
		}
	}()
}

func Count(n int, f func()) {
	go func() {
		for i := 0; ; i++ {
			if i == n {
				break
			}
			f()
		}
	}()
}

// Spin polls, and never looks whether it shall stop.
func Spin(in <-chan int, f func(int)) {
	go func() { // want goroutine-leak
		for {
			select {
			case v := <-in:
				f(v)
			default:
				time.Sleep(time.Millisecond)
			}
		}
	}()
}

// Closed stops when there is nothing more.
func Closed(in <-chan int, f func(int)) {
	go func() {
		for {
			select {
			case v, ok := <-in:
				if !ok {
					return
				}
				f(v)
			case <-time.After(time.Millisecond):
			}
		}
	}()
}

// Panics ends the process if it must.
func Panics(read func() error) {
	go func() {
		defer func() { recover() }()
		for {
			if err := read(); err != nil {
				panic(err)
			}
		}
	}()
}

func Goto(read func() error) {
	go func() {
	again:
		if read() == nil {
			goto again
		}
	}()
}
