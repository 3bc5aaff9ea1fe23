// Requests in tables that are gone before the handler returns: by a wrapper, by a helper's cleanup, by a select that waits; and an early return that forgets.
// retains: stall's error path; clean: the others.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"sync"
	"time"
)

var errBusy = errors.New("busy")

type tracker struct {
	mu   sync.Mutex
	reqs map[string]*http.Request
	ctxs map[string]context.Context
	base map[string]context.Context
}

func (t *tracker) hold(key string, r *http.Request) func() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.reqs[key] = r
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.reqs, key)
	}
}

func (t *tracker) quick(w http.ResponseWriter, r *http.Request) {
	release := t.hold(r.RemoteAddr, r)
	defer release()
	fmt.Fprintln(w, t.size())
}

func (t *tracker) size() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.reqs) + len(t.ctxs)
}

func (t *tracker) slow(w http.ResponseWriter, r *http.Request) {
	key := r.RemoteAddr
	t.mu.Lock()
	t.ctxs[key] = r.Context()
	t.mu.Unlock()
	defer func() {
		t.mu.Lock()
		delete(t.ctxs, key)
		t.mu.Unlock()
	}()
	select {
	case <-r.Context().Done():
	case <-time.After(time.Second):
		fmt.Fprintln(w, "slow")
	}
}

func (t *tracker) stall(w http.ResponseWriter, r *http.Request) error {
	key := "stall " + r.RemoteAddr
	t.mu.Lock()
	t.ctxs[key] = r.Context() // want request-retained
	t.mu.Unlock()
	if t.size() > 100 {
		return errBusy
	}
	fmt.Fprintln(w, "ok")
	t.mu.Lock()
	delete(t.ctxs, key)
	t.mu.Unlock()
	return nil
}

func (t *tracker) detach(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), time.Minute)
	t.mu.Lock()
	t.base[r.RemoteAddr] = ctx
	t.mu.Unlock()
	time.AfterFunc(time.Minute, func() {
		cancel()
		t.mu.Lock()
		delete(t.base, r.RemoteAddr)
		t.mu.Unlock()
	})
}

func main() {
	t := &tracker{reqs: map[string]*http.Request{}, ctxs: map[string]context.Context{}, base: map[string]context.Context{}}
	http.HandleFunc("/quick", t.quick)
	http.HandleFunc("/slow", t.slow)
	http.HandleFunc("/detach", t.detach)
	http.HandleFunc("/stall", func(w http.ResponseWriter, r *http.Request) {
		if err := t.stall(w, r); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
		}
	})
	log.Fatal(http.ListenAndServe("localhost:8205", nil))
}
