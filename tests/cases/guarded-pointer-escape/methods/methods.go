// Methods of the pointee that write: called on what left the lock, bound as values, through an interface, deferred.
// race: two calls of each marked function, DATA RACE inside the method; clean: Stop, Kind, and the pool's own.
package methods

import (
	"net/http"
	"sync"
)

type stream struct {
	kind   string
	offset int
	closed bool
}

func (s *stream) advance(n int) {
	s.offset += n // want guarded-pointer-escape
}

func (s *stream) close() {
	s.closed = true
}

func (s *stream) Kind() string { return s.kind }

type Streams struct {
	mu sync.Mutex
	m  map[string]*stream
}

func New() *Streams { return &Streams{m: map[string]*stream{}} }

func (s *Streams) Open(name string) {
	n := &stream{kind: "file"}
	s.mu.Lock()
	s.m[name] = n
	s.mu.Unlock()
}

func (s *Streams) get(name string) *stream {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.m[name]
}

func (s *Streams) Advance(w http.ResponseWriter, r *http.Request) {
	if st := s.get(r.URL.Path); st != nil {
		st.advance(10)
	}
}

func (s *Streams) Later(w http.ResponseWriter, r *http.Request) {
	if st := s.get(r.URL.Path); st != nil {
		defer st.advance(1)
	}
}

// Stop closes under the lock.
func (s *Streams) Stop(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st := s.m[r.URL.Path]; st != nil {
		st.close()
	}
}

func (s *Streams) Open2(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, st := range s.m {
		if !st.closed {
			n += st.offset
		}
	}
	w.Write([]byte{byte(n)})
}

func (s *Streams) Kind(w http.ResponseWriter, r *http.Request) {
	if st := s.get(r.URL.Path); st != nil {
		w.Write([]byte(st.Kind()))
	}
}
