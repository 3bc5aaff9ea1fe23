// Generators: those that never end, those that a done channel ends, and those whose reader leaves early.
// leaks: Naturals and Ticks leave a goroutine a call, Words one for each reader that stops; clean: with done, with an end, drained.
package generators

import "time"

func Naturals() <-chan int {
	out := make(chan int)
	go func() { // want goroutine-leak
		for i := 0; ; i++ {
			out <- i
		}
	}()
	return out
}

func NaturalsUntil(done <-chan struct{}) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := 0; ; i++ {
			select {
			case out <- i:
			case <-done:
				return
			}
		}
	}()
	return out
}

func Ticks() <-chan time.Time {
	out := make(chan time.Time, 1)
	go func() { // want goroutine-leak
		for {
			time.Sleep(time.Millisecond)
			select {
			case out <- time.Now():
			default:
			}
		}
	}()
	return out
}

func words(s []string) <-chan string {
	out := make(chan string)
	go func() { // want goroutine-leak
		defer close(out)
		for _, w := range s {
			out <- w
		}
	}()
	return out
}

// First reads one word, and leaves the others to nobody.
func First(s []string) string {
	for w := range words(s) {
		if w != "" {
			return w
		}
	}
	return ""
}

func lines(s []string) <-chan string {
	out := make(chan string)
	go func() {
		defer close(out)
		for _, w := range s {
			out <- w
		}
	}()
	return out
}

// Join reads them all.
func Join(s []string) (all string) {
	for w := range lines(s) {
		all += w
	}
	return all
}

func late(f func() int) <-chan int {
	out := make(chan int)
	go func() { out <- f() }() // want goroutine-leak
	return out
}

func Within(d time.Duration, f func() int) (int, bool) {
	select {
	case v := <-late(f):
		return v, true
	case <-time.After(d):
		return 0, false
	}
}

func inTime(f func() int) <-chan int {
	out := make(chan int, 1)
	go func() { out <- f() }()
	return out
}

func WithinRoom(d time.Duration, f func() int) (int, bool) {
	select {
	case v := <-inTime(f):
		return v, true
	case <-time.After(d):
		return 0, false
	}
}

// Async leaves it to its callers to receive.
func Async(f func() int) <-chan int {
	out := make(chan int)
	go func() { out <- f() }()
	return out
}
