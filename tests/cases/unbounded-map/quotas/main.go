// Keys that a table of the configuration has a quota for are bounded; those that are only counted are not.
// heap grows: tried; clean: used, paid.
package main

import (
	"net/http"
	"sync"
)

type server struct {
	quota map[string]int
	plan  map[string]string
	mu    sync.Mutex
	used  map[string]int
	paid  map[string]int
	tried map[string]int
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	who := r.Header.Get("X-Team")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tried[who]++ // want unbounded-map
	if s.quota[who] <= 0 {
		http.Error(w, "no quota", http.StatusForbidden)
		return
	}
	s.used[who]++
	if s.plan[who] != "" {
		s.paid[who]++
	}
}

func main() {
	s := &server{quota: map[string]int{"a": 1}, plan: map[string]string{"a": "gold"}, used: map[string]int{}, paid: map[string]int{}, tried: map[string]int{}}
	http.ListenAndServe(":8080", s)
}
