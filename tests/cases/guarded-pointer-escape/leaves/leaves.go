// Package leaves looks up nodes whose fields are set once, before they can be found by them.
package leaves

import (
	"net/http"
	"sync"
)

type node struct {
	pattern string
	handler http.Handler
}

func (n *node) set(pattern string, h http.Handler) {
	if n.handler != nil {
		panic("set twice")
	}
	n.pattern = pattern
	n.handler = h
}

type Mux struct {
	mu    sync.RWMutex
	nodes map[string]*node
}

func New() *Mux { return &Mux{nodes: make(map[string]*node)} }

func (m *Mux) Handle(pattern string, h http.Handler) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := m.nodes[pattern]
	if n == nil {
		n = &node{}
		m.nodes[pattern] = n
	}
	n.set(pattern, h)
}

func (m *Mux) find(path string) *node {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.nodes[path]
}

func (m *Mux) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n := m.find(r.URL.Path)
	if n == nil {
		http.NotFound(w, r)
		return
	}
	n.handler.ServeHTTP(w, r) // want-possible guarded-pointer-escape
}
