// A goroutine that the handler starts outlives it: the entry that it removes later is one of an ended request until then.
// seen: the context is done while the goroutine still works; clean: a handler that waits for its goroutine, and removes the entry itself.
package goroutine

import (
	"net/http"
	"sync"
)

type Pool struct {
	mu      sync.Mutex
	running map[string]*http.Request
	waited  map[string]*http.Request
}

func (p *Pool) Async(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.running[r.URL.Path] = r // want request-retained
	p.mu.Unlock()
	go func() {
		p.work(r)
		p.mu.Lock()
		delete(p.running, r.URL.Path)
		p.mu.Unlock()
	}()
	w.WriteHeader(http.StatusAccepted)
}

func (p *Pool) Sync(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.waited[r.URL.Path] = r
	p.mu.Unlock()
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.work(r)
	}()
	<-done
	p.mu.Lock()
	delete(p.waited, r.URL.Path)
	p.mu.Unlock()
}

func (p *Pool) work(r *http.Request) { _ = r.URL.Path }
