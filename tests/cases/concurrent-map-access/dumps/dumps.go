// Maps that are printed and encoded as a whole, which goes over them; and a lock that each request has for itself.
// race: Dump, Print, Visits; clean: the others.
package dumps

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
)

type Table struct {
	mu   sync.RWMutex
	rows map[string]int
}

func NewTable() *Table { return &Table{rows: map[string]int{}} }

func (t *Table) Set(k string, n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows[k] = n
}

func (t *Table) Drop(k string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.rows, k)
}

func (t *Table) Dump(w io.Writer) error {
	return json.NewEncoder(w).Encode(t.rows) // want concurrent-map-access
}

func (t *Table) Print(w io.Writer) {
	fmt.Fprintln(w, "rows:", t.rows) // want concurrent-map-access
}

func (t *Table) DumpLocked(w io.Writer) error {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return json.NewEncoder(w).Encode(t.rows)
}

func (t *Table) String() string {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return fmt.Sprint(t.rows)
}

type Visits struct{ count map[string]int }

func NewVisits() *Visits { return &Visits{count: map[string]int{}} }

func (v *Visits) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var mu sync.Mutex
	mu.Lock()
	if r.Method == "GET" {
		v.count["get"]++ // want concurrent-map-access
	}
	mu.Unlock()
	w.WriteHeader(http.StatusNoContent)
}

// Gathered: the map is a local variable as its lock is.
type Gathered struct{ parts []func() (string, int) }

func (g *Gathered) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var (
		mu  sync.Mutex
		wg  sync.WaitGroup
		all = map[string]int{}
	)
	for _, p := range g.parts {
		wg.Go(func() {
			k, n := p()
			mu.Lock()
			all[k] = n
			mu.Unlock()
		})
	}
	wg.Wait()
	fmt.Fprintln(w, all)
}
