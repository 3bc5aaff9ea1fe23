// Groups that a goroutine leaves without Done on one way, so that another one waits for it for good.
// leaks: Fetch; clean: FetchAll, Drain, Optional.
package skippeddone

import "sync"

func Fetch(urls []string, get func(string) ([]byte, error), out chan<- []byte) {
	var wg sync.WaitGroup
	for _, u := range urls {
		wg.Add(1)
		go func() {
			b, err := get(u)
			if err != nil {
				return
			}
			out <- b
			wg.Done()
		}()
	}
	go func() { // want goroutine-leak
		wg.Wait()
		close(out)
	}()
}

func FetchAll(urls []string, get func(string) ([]byte, error), out chan<- []byte) {
	var wg sync.WaitGroup
	for _, u := range urls {
		wg.Add(1)
		go func() {
			b, err := get(u)
			if err != nil {
				wg.Done()
				return
			}
			out <- b
			wg.Done()
		}()
	}
	go func() {
		wg.Wait()
		close(out)
	}()
}

// Drain is Done with each job, and adds one for each.
func Drain(jobs []string, do func(string), done chan<- struct{}) {
	var wg sync.WaitGroup
	next := make(chan string, len(jobs))
	for _, j := range jobs {
		wg.Add(1)
		next <- j
	}
	close(next)
	go func() {
		for j := range next {
			do(j)
			wg.Done()
		}
	}()
	go func() {
		wg.Wait()
		close(done)
	}()
}

// Optional is Done with what it has added.
func Optional(loud bool, say func(), done chan<- struct{}) {
	var wg sync.WaitGroup
	if loud {
		wg.Add(1)
	}
	go func() {
		if loud {
			say()
			wg.Done()
		}
	}()
	go func() {
		wg.Wait()
		close(done)
	}()
}
