// A rate limiter per client behind an interface and a generic set: the buckets stay for ever; the ones that a Forget or an epoch clears do not.
// grows: one bucket per address; clean: epochs, sessions (deleted on logout), the error kinds.
package main

import (
	"errors"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

type limiter interface{ allow(key string) bool }

type bucket struct {
	tokens int
	last   time.Time
}

type perClient struct {
	mu      sync.Mutex
	buckets map[string]*bucket
}

func (p *perClient) bucket(key string) *bucket {
	b, ok := p.buckets[key]
	if !ok {
		b = &bucket{tokens: 10}
		p.buckets[key] = b // want unbounded-map
	}
	return b
}

func (p *perClient) allow(key string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	b := p.bucket(key)
	b.last = time.Now()
	b.tokens--
	return b.tokens > 0
}

type epochs struct {
	mu   sync.Mutex
	cur  int64
	hits map[string]int
}

func (e *epochs) allow(key string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if now := time.Now().Unix() / 60; now != e.cur {
		e.cur = now
		clear(e.hits)
	}
	e.hits[key]++
	return e.hits[key] < 100
}

type set[T comparable] struct {
	mu sync.Mutex
	m  map[T]struct{}
}

func (s *set[T]) add(v T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m[v] = struct{}{}
}

func (s *set[T]) remove(v T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.m, v)
}

type server struct {
	lims     []limiter
	sessions set[string]
	kinds    map[string]int
}

func (s *server) login(w http.ResponseWriter, r *http.Request) { s.sessions.add(r.FormValue("sid")) }
func (s *server) logout(w http.ResponseWriter, r *http.Request) {
	s.sessions.remove(r.FormValue("sid"))
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		var ae *net.AddrError
		if errors.As(err, &ae) {
			log.Print(ae)
		}
	}
	for _, l := range s.lims {
		if !l.allow(host) {
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
	}
}

func main() {
	s := &server{
		lims:     []limiter{&perClient{buckets: map[string]*bucket{}}, &epochs{hits: map[string]int{}}},
		sessions: set[string]{m: map[string]struct{}{}},
		kinds:    map[string]int{},
	}
	http.HandleFunc("/login", s.login)
	http.HandleFunc("/logout", s.logout)
	http.Handle("/", s)
	log.Fatal(http.ListenAndServe("localhost:8203", nil))
}
