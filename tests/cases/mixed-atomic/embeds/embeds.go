// Counters that a base type updates atomically and an outer type reads; arrays of structs; a pointer field; a helper that takes the address.
// race: the marked reads during requests, DATA RACE; clean: Loaded, and the constructor.
package embeds

import (
	"net/http"
	"sync/atomic"
)

type base struct {
	requests int64
	bytes    int64
}

func (b *base) count(n int64) {
	atomic.AddInt64(&b.requests, 1)
	add(&b.bytes, n)
}

func add(p *int64, n int64) { atomic.AddInt64(p, n) }

type slot struct{ used int32 }

type Server struct {
	base
	slots  [16]slot
	errors *int64
}

func New() *Server {
	s := &Server{errors: new(int64)}
	s.requests = 0
	*s.errors = 0
	for i := range s.slots {
		s.slots[i].used = 0
	}
	return s
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.count(r.ContentLength)
	i := len(r.URL.Path) % 16
	if !atomic.CompareAndSwapInt32(&s.slots[i].used, 0, 1) {
		atomic.AddInt64(s.errors, 1)
		return
	}
	defer atomic.StoreInt32(&s.slots[i].used, 0)
}

func (s *Server) Status(w http.ResponseWriter, r *http.Request) {
	n := s.requests // want mixed-atomic
	n += s.bytes    // want mixed-atomic
	w.Write([]byte{byte(n)})
	if *s.errors > 0 { // want mixed-atomic
		w.WriteHeader(http.StatusInternalServerError)
	}
	for i := range s.slots {
		if s.slots[i].used == 1 { // want mixed-atomic
			w.Write([]byte{'x'})
		}
	}
}

func (s *Server) Loaded(w http.ResponseWriter, r *http.Request) {
	w.Write([]byte{byte(atomic.LoadInt64(&s.requests) + atomic.LoadInt64(s.errors))})
}
