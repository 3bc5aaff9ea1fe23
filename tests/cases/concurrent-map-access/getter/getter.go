// Getters that return the guarded map itself: callers range over it, write to it, or copy it.
// race: Dump and Patch against Set, fatal error at the accesses outside the lock; clean: Copy, and Len under the lock.
package getter

import (
	"fmt"
	"io"
	"maps"
	"sync"
)

type Env struct {
	mu   sync.RWMutex
	vars map[string]string
}

func New() *Env { return &Env{vars: make(map[string]string)} }

func (e *Env) Set(k, v string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.vars[k] = v
}

// All gives the map itself.
func (e *Env) All() map[string]string {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.vars
}

// Copy gives a copy.
func (e *Env) Copy() map[string]string {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return maps.Clone(e.vars)
}

func Dump(e *Env, w io.Writer) {
	for k, v := range e.All() { // want concurrent-map-access
		fmt.Fprintln(w, k, v)
	}
}

func Patch(e *Env, k, v string) {
	m := e.All()
	m[k] = v // want concurrent-map-access
}

func DumpCopy(e *Env, w io.Writer) {
	m := e.Copy()
	m["now"] = "later"
	for k, v := range m {
		fmt.Fprintln(w, k, v)
	}
}

func (e *Env) Len() int {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return len(e.vars)
}
