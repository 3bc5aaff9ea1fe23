// The store stands in a helper two calls below the handler; its twin is called with what the handler copies.
// leaks: the map has each request's header after the handler has returned; clean: names.
package helperstore

import (
	"net/http"
	"sync"
)

type Store struct {
	mu      sync.Mutex
	headers map[string]http.Header
	names   map[string]http.Header
}

func (s *Store) keep(name string, h http.Header) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.headers[name] = h // want request-retained
}

func (s *Store) keepCopy(name string, h http.Header) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.names[name] = h
}

func (s *Store) note(r *http.Request) {
	s.keep(r.URL.Path, r.Header)
	s.keepCopy(r.URL.Path, r.Header.Clone())
}

func (s *Store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.note(r)
	w.WriteHeader(http.StatusNoContent)
}
