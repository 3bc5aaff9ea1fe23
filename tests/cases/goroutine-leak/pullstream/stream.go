// A generator goroutine behind an iterator: a consumer that breaks leaves it blocked; the stoppable twin has a done channel.
// leaks: each First with a long input; clean: FirstStoppable, and Sum, which takes it all from a source of its own.
package pullstream

import "iter"

func generate(n int) <-chan int {
	out := make(chan int)
	go func() { // want goroutine-leak
		defer close(out)
		for i := range n {
			out <- i
		}
	}()
	return out
}

func Stream(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for v := range generate(n) {
			if !yield(v) {
				return
			}
		}
	}
}

func First(n int, ok func(int) bool) int {
	for v := range Stream(n) {
		if ok(v) {
			return v
		}
	}
	return -1
}

func Stoppable(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		out := make(chan int)
		done := make(chan struct{})
		defer close(done)
		go func() {
			defer close(out)
			for i := range n {
				select {
				case out <- i:
				case <-done:
					return
				}
			}
		}()
		for v := range out {
			if !yield(v) {
				return
			}
		}
	}
}

func FirstStoppable(n int, ok func(int) bool) int {
	for v := range Stoppable(n) {
		if ok(v) {
			return v
		}
	}
	return -1
}

func squares(n int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := range n {
			out <- i * i
		}
	}()
	return out
}

func Sum(n int) (sum int) {
	for v := range squares(n) {
		sum += v
	}
	return sum
}
