// The last few requests are kept: what goes when one comes is an older one.
// retained: recent; clean: current.
package lastfew

import (
	"net/http"
	"sync"
)

type recent struct {
	mu   sync.Mutex
	at   int
	reqs map[int]*http.Request
}

func (x *recent) note(r *http.Request) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.at++
	x.reqs[x.at] = r // want request-retained
	delete(x.reqs, x.at-100)
}

type current struct {
	mu   sync.Mutex
	reqs map[string]*http.Request
}

func (c *current) run(r *http.Request, f func()) {
	id := r.Header.Get("X-Id")
	c.mu.Lock()
	c.reqs[id] = r
	c.mu.Unlock()
	f()
	c.mu.Lock()
	delete(c.reqs, id)
	c.mu.Unlock()
}

type site struct {
	recent  recent
	current current
}

func New() http.Handler {
	s := &site{}
	s.recent.reqs, s.current.reqs = map[int]*http.Request{}, map[string]*http.Request{}
	return s
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.recent.note(r)
	s.current.run(r, func() { w.WriteHeader(http.StatusNoContent) })
}
