// Whole objects: copied out of, or assigned through, a pointer that a lookup gave out of its lock.
// race: View and Replace against Move, DATA RACE at the lines; clean: Snapshot, and Swap.
package wholes

import (
	"fmt"
	"net/http"
	"sync"
)

type ship struct {
	name string
	x, y int
}

type Fleet struct {
	mu    sync.RWMutex
	ships map[string]*ship
}

func New() *Fleet { return &Fleet{ships: map[string]*ship{}} }

func (f *Fleet) get(name string) *ship {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.ships[name]
}

func (f *Fleet) Add(name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ships[name] = &ship{name: name}
}

func (f *Fleet) Move(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if s := f.ships[r.FormValue("ship")]; s != nil {
		s.x++
		s.y++
	}
}

// View copies the ship after the lock.
func (f *Fleet) View(w http.ResponseWriter, r *http.Request) {
	s := f.get(r.FormValue("ship"))
	if s == nil {
		return
	}
	c := *s // want guarded-pointer-escape
	fmt.Fprintln(w, c.name, c.x, c.y)
}

// Replace assigns the whole of it.
func (f *Fleet) Replace(w http.ResponseWriter, r *http.Request) {
	if s := f.get(r.FormValue("ship")); s != nil {
		*s = ship{name: s.name, x: 1, y: 1} // want guarded-pointer-escape
	}
}

// Snapshot copies under the lock.
func (f *Fleet) Snapshot() (all []ship) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	for _, s := range f.ships {
		all = append(all, *s)
	}
	return all
}

// Swap puts another ship in its place.
func (f *Fleet) Swap(w http.ResponseWriter, r *http.Request) {
	n := &ship{name: r.FormValue("ship")}
	n.x, n.y = 2, 2
	f.mu.Lock()
	f.ships[n.name] = n
	f.mu.Unlock()
}
