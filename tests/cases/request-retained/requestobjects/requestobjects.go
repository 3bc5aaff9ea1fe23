// Objects that are made for one request, whose maps end with it; the server's own map does not.
// leaks: all of them stay in history; clean: the maps of trace.
package requestobjects

import (
	"context"
	"net/http"
	"sync"
)

type trace struct {
	headers map[string]http.Header
	ctxs    map[string]context.Context
}

func newTrace() *trace {
	return &trace{headers: map[string]http.Header{}, ctxs: map[string]context.Context{}}
}

func (t *trace) add(name string, r *http.Request) {
	t.headers[name] = r.Header
	t.ctxs[name] = r.Context()
}

type Server struct {
	mu      sync.Mutex
	history map[string]http.Header
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	t := newTrace()
	t.add("first", r)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.history[r.URL.Path] = r.Header // want request-retained
}
