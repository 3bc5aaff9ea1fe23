// A debug page of requests: one table keeps the request, one its header, one its context; clones and deferred removals are fine.
// retains: bodies and connections of requests that ended; clean: running (removed by defer), cloned, detached.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"sync"
	"sync/atomic"
)

type debug struct {
	mu      sync.Mutex
	last    map[string]*http.Request
	headers map[string]http.Header
	running map[uint64]*http.Request
	cloned  map[string]http.Header
	ctxs    map[string]context.Context
	agents  map[string]string
	id      atomic.Uint64
}

func newDebug() *debug {
	return &debug{
		last:    map[string]*http.Request{},
		headers: map[string]http.Header{},
		running: map[uint64]*http.Request{},
		cloned:  map[string]http.Header{},
		ctxs:    map[string]context.Context{},
		agents:  map[string]string{},
	}
}

func (d *debug) record(r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last[r.Method] = r           // want request-retained
	d.headers[r.Method] = r.Header // want request-retained
	d.cloned[r.Method] = r.Header.Clone()
	d.agents[r.Method] = r.UserAgent()
	d.ctxs[r.Method] = context.WithoutCancel(r.Context())
}

func (d *debug) enter(r *http.Request) (leave func()) {
	id := d.id.Add(1)
	d.mu.Lock()
	d.running[id] = r
	d.mu.Unlock()
	return func() {
		d.mu.Lock()
		delete(d.running, id)
		d.mu.Unlock()
	}
}

func (d *debug) wrap(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		defer d.enter(r)()
		d.record(r)
		next(w, r)
	}
}

func (d *debug) show(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, q := range d.running {
		fmt.Fprintln(w, q.URL.Path)
	}
	fmt.Fprintln(w, len(d.last), len(d.headers), len(d.cloned), len(d.ctxs), d.agents)
}

func main() {
	d := newDebug()
	http.HandleFunc("/debug", d.wrap(d.show))
	log.Fatal(http.ListenAndServe("localhost:8192", nil))
}
