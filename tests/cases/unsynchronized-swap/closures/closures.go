// Local variables of a function, captured by goroutines and handlers that it makes.
// race: the marked stores against the reads in the other literals, DATA RACE; clean: the variables of Ordered.
package closures

import (
	"fmt"
	"net/http"
	"sync"
	"time"
)

type rule struct{ text string }

func Mux(load func() *rule) http.Handler {
	current := load()
	var mu sync.Mutex
	locked := load()
	mux := http.NewServeMux()
	mux.HandleFunc("/reload", func(w http.ResponseWriter, r *http.Request) {
		current = load() // want unsynchronized-swap
		mu.Lock()
		locked = load()
		mu.Unlock()
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		l := locked
		mu.Unlock()
		fmt.Fprintln(w, current.text, l.text)
	})
	return mux
}

func Poll(load func() *rule, use func(*rule), stop chan struct{}) {
	r := load()
	go func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
				r = load() // want unsynchronized-swap
			}
		}
	}()
	for range 100 {
		use(r)
	}
	close(stop)
}

// Ordered hands the new value over in a channel, and joins the goroutine before it reads what that one wrote.
func Ordered(load func() *rule, use func(*rule)) {
	next := make(chan *rule)
	var last *rule
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 3 {
			last = load()
			next <- last
		}
		close(next)
	}()
	for r := range next {
		use(r)
	}
	<-done
	use(last)
}
