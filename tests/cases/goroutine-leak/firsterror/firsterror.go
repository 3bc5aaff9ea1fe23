// As many senders as there are tasks, and who returns at the first error.
// leaks: First, FirstOfSome, OneSlot and Two leave senders behind; clean: a buffer for all, all received, a drain.
package firsterror

import "sync"

type Task func() error

func First(tasks []Task) error {
	errs := make(chan error)
	for _, task := range tasks {
		task := task
		go func() { // want goroutine-leak
			errs <- task()
		}()
	}
	for range tasks {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

func Room(tasks []Task) error {
	errs := make(chan error, len(tasks))
	for _, task := range tasks {
		task := task
		go func() { errs <- task() }()
	}
	for range tasks {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

func All(tasks []Task) (first error) {
	errs := make(chan error)
	for _, task := range tasks {
		task := task
		go func() { errs <- task() }()
	}
	for range tasks {
		if err := <-errs; err != nil && first == nil {
			first = err
		}
	}
	return first
}

// OneSlot has room for one error; the others wait.
func OneSlot(tasks []Task) error {
	errs := make(chan error, 1)
	var wg sync.WaitGroup
	for _, task := range tasks {
		wg.Add(1)
		go func() { // want goroutine-leak
			wg.Done()
			if err := task(); err != nil {
				errs <- err
			}
		}()
	}
	wg.Wait()
	return <-errs
}

// OneSlotOrNothing drops what has no room.
func OneSlotOrNothing(tasks []Task) error {
	errs := make(chan error, 1)
	var wg sync.WaitGroup
	for _, task := range tasks {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := task(); err != nil {
				select {
				case errs <- err:
				default:
				}
			}
		}()
	}
	wg.Wait()
	select {
	case err := <-errs:
		return err
	default:
		return nil
	}
}

// Two returns with the faster of two.
func Two(a, b Task) error {
	errs := make(chan error)
	go func() { errs <- a() }() // want goroutine-leak
	go func() { errs <- b() }() // want goroutine-leak
	return <-errs
}

// TwoWithRoom has room for the slower one.
func TwoWithRoom(a, b Task) error {
	errs := make(chan error, 1)
	go func() { errs <- a() }()
	go func() { errs <- b() }()
	return <-errs
}

// TwoBoth waits for both.
func TwoBoth(a, b Task) error {
	errs := make(chan error)
	go func() { errs <- a() }()
	go func() { errs <- b() }()
	first, second := <-errs, <-errs
	if first != nil {
		return first
	}
	return second
}

// Collect is closed by who has waited for all senders.
func Collect(tasks []Task) (all []error) {
	errs := make(chan error)
	var wg sync.WaitGroup
	for _, task := range tasks {
		wg.Add(1)
		go func() {
			defer wg.Done()
			errs <- task()
		}()
	}
	go func() {
		wg.Wait()
		close(errs)
	}()
	for err := range errs {
		all = append(all, err)
	}
	return all
}

// FirstOfSome stops in the middle of the loop over the channel.
func FirstOfSome(tasks []Task) error {
	errs := make(chan error)
	go func() { // want goroutine-leak
		defer close(errs)
		for _, task := range tasks {
			errs <- task()
		}
	}()
	for err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// FirstDrained takes the rest out, in a goroutine of its own.
func FirstDrained(tasks []Task) error {
	errs := make(chan error)
	go func() {
		defer close(errs)
		for _, task := range tasks {
			errs <- task()
		}
	}()
	for err := range errs {
		if err != nil {
			go func() {
				for range errs {
				}
			}()
			return err
		}
	}
	return nil
}

// FirstStopped tells the sender.
func FirstStopped(tasks []Task) error {
	errs := make(chan error)
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		defer close(errs)
		for _, task := range tasks {
			select {
			case errs <- task():
			case <-stop:
				return
			}
		}
	}()
	for err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
