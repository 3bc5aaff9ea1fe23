// Command leaving: enter returns the function that takes the entry out again, and the handler defers it. clean: the
// entry is gone when the handler returns.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"sync"
	"sync/atomic"
)

type inflight struct {
	next atomic.Uint64
	mu   sync.Mutex
	m    map[uint64]*http.Request
	c    map[string]context.CancelFunc
}

func (f *inflight) enter(r *http.Request) (leave func()) {
	id := f.next.Add(1)
	f.mu.Lock()
	f.m[id] = r
	f.mu.Unlock()
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.m, id)
	}
}

func (f *inflight) wrap(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer f.enter(r)()
		h.ServeHTTP(w, r)
	})
}

func (f *inflight) list(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for id, q := range f.m {
		fmt.Fprintln(w, id, q.URL)
	}
}

func (f *inflight) job(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	ctx, cancel := context.WithCancel(r.Context())
	f.mu.Lock()
	f.c[name] = cancel
	f.mu.Unlock()
	defer func() {
		cancel()
		f.mu.Lock()
		delete(f.c, name)
		f.mu.Unlock()
	}()
	<-ctx.Done()
}

func main() {
	f := &inflight{m: map[uint64]*http.Request{}, c: map[string]context.CancelFunc{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/inflight", f.list)
	mux.HandleFunc("/job", f.job)
	log.Fatal(http.ListenAndServe(":0", f.wrap(mux)))
}
