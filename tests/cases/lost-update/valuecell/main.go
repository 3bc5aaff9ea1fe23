// A map behind an atomic.Value is copied, changed and stored, with compare-and-swap and without.
// lost: handlers that store between the load and the store overwrite each other; clean: allow tries again.
package main

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
)

type rules map[string]bool

type filter struct{ cell atomic.Value }

func (f *filter) deny(w http.ResponseWriter, r *http.Request) {
	next := maps.Clone(f.cell.Load().(rules))
	next[r.URL.Path] = false
	f.cell.Store(next) // want lost-update
}

type counted struct{ n int }

// Pointers, since values of map types cannot be compared.
type counts struct{ cell atomic.Value }

func (c *counts) allow(w http.ResponseWriter, r *http.Request) {
	for {
		old := c.cell.Load().(*counted)
		if c.cell.CompareAndSwap(old, &counted{old.n + 1}) {
			return
		}
	}
}

func main() {
	f, c := &filter{}, &counts{}
	f.cell.Store(rules{})
	c.cell.Store(&counted{})
	r := httptest.NewRequest("GET", "/a", nil)
	f.deny(nil, r)
	c.allow(nil, r)
	http.HandleFunc("/deny", f.deny)
	http.HandleFunc("/allow", c.allow)
	fmt.Println(len(f.cell.Load().(rules)), c.cell.Load().(*counted).n)
}
