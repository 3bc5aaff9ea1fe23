// A library: its package-level map lives as long as the program; a type that nothing keeps alive for long does not.
// heap grows: one entry for each host that was ever asked for; clean: Table, and names given by a caller.
package resolve

import (
	"net/http"
	"sync"
)

var (
	mu    sync.Mutex
	hosts = map[string]int{}
)

// Count is a handler that anyone may register.
func Count(w http.ResponseWriter, r *http.Request) {
	mu.Lock()
	defer mu.Unlock()
	hosts[r.Host]++ // want unbounded-map
}

type Table struct {
	mu    sync.Mutex
	hosts map[string]int
}

func NewTable() *Table { return &Table{hosts: map[string]int{}} }

func (t *Table) Count(w http.ResponseWriter, r *http.Request) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.hosts[r.Host]++
}

var drivers = map[string]func() any{}

// Register is for drivers, of which there are few.
func Register(name string, open func() any) {
	mu.Lock()
	defer mu.Unlock()
	drivers[name] = open
}
