// Callbacks: run with the lock held, after it was let go, and a visitor that keeps the pointer for later.
// race: Tag, Later against Dump, DATA RACE at the writes; clean: Bump and Swap.
package callbacks

import (
	"fmt"
	"net/http"
	"sync"
)

type node struct {
	name string
	tag  string
	hits int
	old  string
}

type Graph struct {
	mu    sync.RWMutex
	nodes map[string]*node
}

func New() *Graph { return &Graph{nodes: map[string]*node{}} }

func (g *Graph) Add(name string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if _, ok := g.nodes[name]; !ok {
		g.nodes[name] = &node{name: name}
	}
}

// after calls f without the lock.
func (g *Graph) after(name string, f func(*node)) {
	g.mu.RLock()
	n := g.nodes[name]
	g.mu.RUnlock()
	if n != nil {
		f(n)
	}
}

// during calls f with it.
func (g *Graph) during(name string, f func(*node)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if n := g.nodes[name]; n != nil {
		f(n)
	}
}

func (g *Graph) Tag(w http.ResponseWriter, r *http.Request) {
	g.after(r.FormValue("node"), func(n *node) {
		n.tag = r.FormValue("tag") // want guarded-pointer-escape
	})
}

func (g *Graph) Bump(w http.ResponseWriter, r *http.Request) {
	g.during(r.FormValue("node"), func(n *node) { n.hits++ })
}

// Later takes the pointer out of the callback that had the lock.
func (g *Graph) Later(w http.ResponseWriter, r *http.Request) {
	var found *node
	g.during(r.FormValue("node"), func(n *node) { found = n })
	if found != nil {
		found.hits = 0 // want guarded-pointer-escape
	}
}

// Swap replaces the node by a changed copy.
func (g *Graph) Swap(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("node")
	g.mu.Lock()
	defer g.mu.Unlock()
	n, ok := g.nodes[name]
	if !ok {
		return
	}
	c := *n
	c.old = c.tag
	c.tag = r.FormValue("tag")
	g.nodes[name] = &c
}

func (g *Graph) Dump(w http.ResponseWriter, r *http.Request) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	for _, n := range g.nodes {
		fmt.Fprintln(w, n.name, n.tag, n.hits, n.old)
	}
}
