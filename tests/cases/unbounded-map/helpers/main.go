// Inserts and removals behind helpers that get the map: what is done with one map says nothing about the other.
// heap grows: seen; clean: recent, which a helper prunes.
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync"
	"time"
)

var (
	mu     sync.Mutex
	seen   = map[string]time.Time{}
	recent = map[string]time.Time{}
)

func touch(m map[string]time.Time, key string) {
	m[key] = time.Now() // want unbounded-map
}

func note(m map[string]time.Time, key string) {
	m[key] = time.Now()
}

func prune(m map[string]time.Time, before time.Time) {
	for key, at := range m {
		if at.Before(before) {
			delete(m, key)
		}
	}
}

func index(w http.ResponseWriter, r *http.Request) {
	mu.Lock()
	defer mu.Unlock()
	touch(seen, r.RemoteAddr)
	note(recent, r.RemoteAddr)
	prune(recent, time.Now().Add(-time.Minute))
	fmt.Fprintln(w, len(seen), len(recent))
}

func main() {
	http.HandleFunc("/", index)
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
