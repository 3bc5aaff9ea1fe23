// A handler behind a wrapper and a list of subscribers that main itself calls, one request after the other, and what they have left; and counts of a feed that still runs.
// race: DATA RACE at the length of `counts`; clean: `last` and `subs`, which only main's goroutine has.
package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
)

type recorder struct {
	mu   sync.Mutex
	last map[string]string
}

func (c *recorder) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.last) > 8 {
		clear(c.last)
	}
	c.last[r.URL.Path] = r.Method
}

type bus struct {
	mu   sync.Mutex
	next int
	subs map[int]func(string)
}

var events = &bus{subs: map[int]func(string){}}

func (b *bus) subscribe(f func(string)) (cancel func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.next++
	id := b.next
	b.subs[id] = f
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.subs, id)
	}
}

func logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, r) })
}

type feed struct {
	mu     sync.Mutex
	counts map[int]int
}

func (f *feed) run() {
	for i := 0; ; i++ {
		f.mu.Lock()
		f.counts[i%100]++
		f.mu.Unlock()
	}
}

var rec = &recorder{last: map[string]string{}}

func main() {
	f := &feed{counts: map[int]int{}}
	go f.run()
	h := logged(rec)
	for i := range 3 {
		cancel := events.subscribe(func(s string) { fmt.Println(s) })
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", fmt.Sprint("/", i), nil))
		cancel()
	}
	for k, m := range rec.last {
		fmt.Println(k, m)
	}
	fmt.Println(len(events.subs))
	fmt.Println(len(f.counts)) // want concurrent-map-access
}
