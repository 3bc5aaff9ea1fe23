// Tables keyed by the client, filled by handlers: two that nothing empties, and those with a sweep, a cap, or known keys.
// grows: one entry per address and per token; clean: swept, capped, byMethod.
package main

import (
	"log"
	"net/http"
	"sync"
	"time"
)

const maxPaths = 1024

type tracker struct {
	mu       sync.Mutex
	lastSeen map[string]time.Time
	swept    map[string]time.Time
	capped   map[string]int
	byMethod map[string]int
}

var tokens sync.Map

func (t *tracker) track(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.mu.Lock()
		t.lastSeen[r.RemoteAddr] = time.Now() // want unbounded-map
		t.swept[r.RemoteAddr] = time.Now()
		if len(t.capped) < maxPaths {
			t.capped[r.URL.Path]++
		}
		switch r.Method {
		case http.MethodGet, http.MethodPost:
			t.byMethod[r.Method]++
		}
		t.mu.Unlock()
		tokens.Store(r.Header.Get("Authorization"), true) // want unbounded-map
		next.ServeHTTP(w, r)
	})
}

func (t *tracker) sweep(before time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for k, at := range t.swept {
		if at.Before(before) {
			delete(t.swept, k)
		}
	}
}

func (t *tracker) janitor() {
	for now := range time.Tick(time.Minute) {
		t.sweep(now.Add(-time.Hour))
	}
}

func main() {
	t := &tracker{
		lastSeen: map[string]time.Time{},
		swept:    map[string]time.Time{},
		capped:   map[string]int{},
		byMethod: map[string]int{},
	}
	go t.janitor()
	log.Fatal(http.ListenAndServe("localhost:8191", t.track(http.NotFoundHandler())))
}
