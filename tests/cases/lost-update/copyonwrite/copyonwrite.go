// Lists and tables in an atomic.Value, which are replaced by a changed copy: two at once, and one change is gone.
// lost: Add, Remove, Name, Grow; clean: AddLocked, Reset, Rebuild.
package copyonwrite

import (
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
)

type Hub struct {
	mu    sync.Mutex
	list  atomic.Value // []string
	safe  atomic.Value // []string
	names atomic.Value // map[string]string
	sizes atomic.Value // []int
}

func (h *Hub) Add(w http.ResponseWriter, r *http.Request) {
	old, _ := h.list.Load().([]string)
	h.list.Store(append(slices.Clip(old), r.Host)) // want lost-update
}

func (h *Hub) Remove(w http.ResponseWriter, r *http.Request) {
	old, _ := h.list.Load().([]string)
	kept := []string{}
	for _, s := range old {
		if s != r.Host {
			kept = append(kept, s)
		}
	}
	h.list.Store(kept) // want lost-update
}

func (h *Hub) Name(w http.ResponseWriter, r *http.Request) {
	old, _ := h.names.Load().(map[string]string)
	next := make(map[string]string, len(old)+1)
	for k, v := range old {
		next[k] = v
	}
	next[r.Host] = r.Method
	h.names.Store(next) // want lost-update
}

func (h *Hub) Grow(w http.ResponseWriter, r *http.Request) {
	old, _ := h.sizes.Load().([]int)
	next := make([]int, len(old)+1)
	copy(next, old)
	h.sizes.Store(next) // want lost-update
}

func (h *Hub) AddLocked(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	old, _ := h.safe.Load().([]string)
	h.safe.Store(append(slices.Clip(old), r.Host))
}

// Reset keeps nothing of what was there.
func (h *Hub) Reset(w http.ResponseWriter, r *http.Request) {
	old, _ := h.list.Load().([]string)
	if len(old) > 0 {
		h.list.Store([]string{})
	}
}

// Rebuild takes only the size of what was there.
func (h *Hub) Rebuild(w http.ResponseWriter, r *http.Request) {
	old, _ := h.list.Load().([]string)
	next := make([]string, 0, len(old))
	for _, c := range r.Cookies() {
		next = append(next, c.Name)
	}
	h.list.Store(next)
}
