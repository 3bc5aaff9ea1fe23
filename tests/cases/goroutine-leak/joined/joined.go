// Who has seen that the goroutine is done has missed nothing; who only looks at a flag has to look at the right one.
// leaks: Before leaves a goroutine a call; clean: Done, Group, Flag, Nil.
package joined

import "sync"

// Done is closed when there is nothing more to send.
func Done(f func() error) error {
	errs, done := make(chan error), make(chan struct{})
	go func() {
		if err := f(); err != nil {
			errs <- err
		}
		close(done)
	}()
	select {
	case err := <-errs:
		return err
	case <-done:
		return nil
	}
}

// Before says that it is done too early.
func Before(f func() error) error {
	errs, done := make(chan error), make(chan struct{})
	go func() { // want goroutine-leak
		close(done)
		if err := f(); err != nil {
			errs <- err
		}
	}()
	select {
	case err := <-errs:
		return err
	case <-done:
		return nil
	}
}

func Group(f func() error) error {
	errs, stop := make(chan error), make(chan struct{})
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		select {
		case errs <- f():
		case <-stop:
		}
	}()
	err := <-errs
	close(stop)
	wg.Wait()
	return err
}

func Flag(n int, f func() int) int {
	got := make(chan int)
	wait := false
	if n > 1 {
		go func() { got <- f() }()
		wait = true
	}
	sum := n
	if wait {
		sum += <-got
	}
	return sum
}

func Nil(n int, f func() int) int {
	var got chan int
	if n > 1 {
		got = make(chan int)
		go func() { got <- f() }()
	}
	sum := n
	if got != nil {
		sum += <-got
	}
	return sum
}
