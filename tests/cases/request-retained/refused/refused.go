// A helper that may refuse to store says so: behind its success the removal is deferred, and on its refusal there is nothing to remove.
// leaks: kept has each request that was let in; clean: inside, which is empty once the handlers have returned.
package refused

import (
	"net/http"
	"sync"
)

type Gate struct {
	mu     sync.Mutex
	closed bool
	inside map[*http.Request]bool
	kept   map[*http.Request]bool
}

func (g *Gate) enter(r *http.Request) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return false
	}
	g.inside[r] = true
	return true
}

func (g *Gate) leave(r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.inside, r)
}

func (g *Gate) keep(r *http.Request) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return false
	}
	g.kept[r] = true // want request-retained
	return true
}

func (g *Gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !g.enter(r) {
		http.Error(w, "closed", http.StatusServiceUnavailable)
		return
	}
	defer g.leave(r)
	if !g.keep(r) {
		http.Error(w, "closed", http.StatusServiceUnavailable)
	}
}
