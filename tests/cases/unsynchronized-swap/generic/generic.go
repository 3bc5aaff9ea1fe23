// A generic cell in a plain and in a locked form, and what the two hold in handlers.
// race: /plain against /set, DATA RACE at the store in Set; clean: Locked and Atomic.
package generic

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
)

type Plain[T any] struct{ v *T }

func (c *Plain[T]) Get() *T { return c.v }

func (c *Plain[T]) Set(v *T) {
	c.v = v // want unsynchronized-swap
}

type Locked[T any] struct {
	mu sync.RWMutex
	v  *T
}

func (c *Locked[T]) Get() *T {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.v
}

func (c *Locked[T]) Set(v *T) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.v = v
}

type Atomic[T any] struct{ v atomic.Pointer[T] }

func (c *Atomic[T]) Get() *T  { return c.v.Load() }
func (c *Atomic[T]) Set(v *T) { c.v.Store(v) }

type settings struct{ theme string }

type api struct {
	plain  Plain[settings]
	locked Locked[settings]
	atomic Atomic[settings]
}

func (a *api) set(w http.ResponseWriter, r *http.Request) {
	s := &settings{theme: r.FormValue("theme")}
	a.plain.Set(s)
	a.locked.Set(s)
	a.atomic.Set(s)
}

func (a *api) show(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, a.plain.Get().theme, a.locked.Get().theme, a.atomic.Get().theme)
}

func Register(mux *http.ServeMux) {
	a := &api{}
	mux.HandleFunc("/set", a.set)
	mux.HandleFunc("/show", a.show)
}
