// A cache behind an interface that its constructor returns; another constructor that nobody calls says nothing.
// heap grows: plain; clean: capped.
package main

import (
	"log"
	"net/http"
	"sync"
)

type results interface {
	Keep(query string, n int)
}

type plain struct {
	mu sync.Mutex
	m  map[string]int
}

func newResults() results { return &plain{m: map[string]int{}} }

func spare(n int) *plain { return &plain{m: make(map[string]int, n)} }

func (p *plain) Keep(query string, n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.m[query] = n // want unbounded-map
}

type capped struct {
	mu sync.Mutex
	m  map[string]int
}

func newCapped() (results, error) { return &capped{m: map[string]int{}}, nil }

func (c *capped) Keep(query string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.m) > 1000 {
		clear(c.m)
	}
	c.m[query] = n
}

type search struct{ now, old results }

func (s *search) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := r.FormValue("q")
	s.now.Keep(q, len(q))
	s.old.Keep(q, len(q))
}

func main() {
	old, err := newCapped()
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.ListenAndServe(":8080", &search{newResults(), old}))
}
