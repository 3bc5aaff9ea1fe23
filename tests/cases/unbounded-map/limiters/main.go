// Rate limiters by address: one that nothing sweeps, one that a janitor sweeps, one that drops a random entry, one that starts anew.
// heap grows: Plain; clean: Swept, Random, Fresh, Window.
package main

import (
	"log"
	"maps"
	"net/http"
	"sync"
	"time"
)

type bucket struct {
	tokens int
	last   time.Time
}

type Plain struct {
	mu      sync.Mutex
	buckets map[string]*bucket
}

func (l *Plain) Allow(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	b, ok := l.buckets[key]
	if !ok {
		b = &bucket{tokens: 10}
		l.buckets[key] = b // want unbounded-map
	}
	b.tokens--
	b.last = time.Now()
	return b.tokens >= 0
}

type Swept struct {
	mu      sync.Mutex
	buckets map[string]*bucket
}

func (l *Swept) Allow(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	b, ok := l.buckets[key]
	if !ok {
		b = &bucket{tokens: 10}
		l.buckets[key] = b
	}
	b.tokens--
	b.last = time.Now()
	return b.tokens >= 0
}

func (l *Swept) sweep() {
	for range time.Tick(time.Minute) {
		l.mu.Lock()
		maps.DeleteFunc(l.buckets, func(_ string, b *bucket) bool { return time.Since(b.last) > time.Hour })
		l.mu.Unlock()
	}
}

type Random struct {
	mu   sync.Mutex
	seen map[string]int
}

func (l *Random) Allow(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.seen) >= 1000 {
		for k := range l.seen {
			delete(l.seen, k)
			break
		}
	}
	l.seen[key]++
	return l.seen[key] < 10
}

type Fresh struct {
	mu    sync.Mutex
	start time.Time
	seen  map[string]int
}

func (l *Fresh) Allow(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if time.Since(l.start) > time.Minute {
		*l = Fresh{start: time.Now(), seen: map[string]int{}}
	}
	l.seen[key]++
	return l.seen[key] < 10
}

// Window keeps two generations.
type Window struct {
	mu       sync.Mutex
	now, old map[string]int
}

func (l *Window) Allow(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.now[key]++
	return l.now[key]+l.old[key] < 10
}

func (l *Window) turn() {
	for range time.Tick(time.Minute) {
		l.mu.Lock()
		l.now, l.old = make(map[string]int), l.now
		l.mu.Unlock()
	}
}

type allower interface{ Allow(key string) bool }

func limit(l allower, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !l.Allow(r.RemoteAddr) {
			http.Error(w, "slow down", http.StatusTooManyRequests)
			return
		}
		next(w, r)
	}
}

func ok(w http.ResponseWriter, r *http.Request) {}

func main() {
	swept := &Swept{buckets: map[string]*bucket{}}
	window := &Window{now: map[string]int{}, old: map[string]int{}}
	go swept.sweep()
	go window.turn()
	http.HandleFunc("/plain", limit(&Plain{buckets: map[string]*bucket{}}, ok))
	http.HandleFunc("/swept", limit(swept, ok))
	http.HandleFunc("/random", limit(&Random{seen: map[string]int{}}, ok))
	http.HandleFunc("/fresh", limit(&Fresh{start: time.Now(), seen: map[string]int{}}, ok))
	http.HandleFunc("/window", limit(window, ok))
	log.Fatal(http.ListenAndServe("localhost:0", nil))
}
