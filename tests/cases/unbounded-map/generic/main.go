// A generic cache that main makes for its server: keys of requests stay; the bounded one drops one for each that comes.
// heap grows: memo; clean: small.
package main

import (
	"fmt"
	"log"
	"net/http"
	"strings"
	"sync"
)

type memo[K comparable, V any] struct {
	mu   sync.Mutex
	have map[K]V
}

func newMemo[K comparable, V any]() *memo[K, V] { return &memo[K, V]{have: make(map[K]V)} }

func (m *memo[K, V]) get(key K, make func(K) V) V {
	m.mu.Lock()
	defer m.mu.Unlock()
	if v, ok := m.have[key]; ok {
		return v
	}
	v := make(key)
	m.have[key] = v // want unbounded-map
	return v
}

type small[K comparable, V any] struct {
	mu   sync.Mutex
	max  int
	have map[K]V
}

func (s *small[K, V]) get(key K, make func(K) V) V {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v, ok := s.have[key]; ok {
		return v
	}
	if len(s.have) >= s.max {
		for old := range s.have {
			delete(s.have, old)
			break
		}
	}
	v := make(key)
	s.have[key] = v
	return v
}

type server struct {
	memo  *memo[string, string]
	small *small[string, string]
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query().Get("q")
	fmt.Fprintln(w, s.memo.get(q, strings.ToUpper), s.small.get(q, strings.ToLower))
}

func main() {
	s := &server{memo: newMemo[string, string](), small: &small[string, string]{max: 100, have: map[string]string{}}}
	log.Fatal(http.ListenAndServe("localhost:8080", s))
}
