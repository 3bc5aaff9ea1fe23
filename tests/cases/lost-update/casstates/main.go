// Updates that cannot be lost: compare-and-swap in helpers, sync.Map.Swap, a fresh value that does not depend on the old, one critical section in a helper.
// clean: totals are exact; only the plain toggle loses.
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync"
	"sync/atomic"
)

type state struct {
	open bool
	gen  int
}

type breaker struct {
	cur atomic.Pointer[state]
}

func (b *breaker) update(f func(state) state) state {
	for {
		old := b.cur.Load()
		next := f(*old)
		if b.cur.CompareAndSwap(old, &next) {
			return next
		}
	}
}

type server struct {
	breaker breaker
	flags   sync.Map // string to bool
	last    sync.Map // string to string
	plain   atomic.Pointer[state]

	mu    sync.Mutex
	bytes map[string]int
}

func (s *server) locked(f func(m map[string]int)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(s.bytes)
}

func (s *server) trip(w http.ResponseWriter, r *http.Request) {
	st := s.breaker.update(func(st state) state {
		st.open = !st.open
		st.gen++
		return st
	})
	fmt.Fprintln(w, st.gen)
}

func (s *server) visit(w http.ResponseWriter, r *http.Request) {
	prev, _ := s.last.Load(r.Method)
	s.last.Store(r.Method, r.URL.Path)
	fmt.Fprintln(w, "before:", prev)
}

func (s *server) once(w http.ResponseWriter, r *http.Request) {
	if prev, loaded := s.flags.Swap(r.Method, true); loaded {
		fmt.Fprintln(w, prev)
	}
}

func (s *server) add(w http.ResponseWriter, r *http.Request) {
	s.locked(func(m map[string]int) {
		n := m[r.Method]
		n += len(r.URL.Path)
		m[r.Method] = n
	})
}

func (s *server) toggle(w http.ResponseWriter, r *http.Request) {
	next := *s.plain.Load()
	next.open = !next.open
	next.gen++
	s.plain.Store(&next) // want lost-update
}

func (s *server) reset(w http.ResponseWriter, r *http.Request) {
	s.plain.Store(&state{})
}

func main() {
	s := &server{bytes: map[string]int{}}
	s.breaker.cur.Store(&state{})
	s.plain.Store(&state{})
	http.HandleFunc("/trip", s.trip)
	http.HandleFunc("/visit", s.visit)
	http.HandleFunc("/once", s.once)
	http.HandleFunc("/add", s.add)
	http.HandleFunc("/toggle", s.toggle)
	http.HandleFunc("/reset", s.reset)
	log.Fatal(http.ListenAndServe("localhost:8206", nil))
}
