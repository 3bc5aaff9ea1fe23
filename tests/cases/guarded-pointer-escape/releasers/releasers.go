// A helper that may fail gives out an entry with the lock held, and what releases it; or says whether it has the lock.
// race: Shut; clean: Join, Close, Poke.
package releasers

import (
	"errors"
	"sync"
)

var errNoRoom = errors.New("no such room")

type room struct {
	guests int
	idle   bool
	pokes  int
}

type Hotel struct {
	mu    sync.Mutex
	rooms map[string]*room
}

// acquire returns with the lock held if err is nil.
func (h *Hotel) acquire(name string) (r *room, release func(), err error) {
	h.mu.Lock()
	r, ok := h.rooms[name]
	if !ok {
		h.mu.Unlock()
		return nil, nil, errNoRoom
	}
	return r, h.mu.Unlock, nil
}

// enter returns with the lock held if it returns true.
func (h *Hotel) enter(name string) (*room, bool) {
	h.mu.Lock()
	if r := h.rooms[name]; r != nil {
		return r, true
	}
	h.mu.Unlock()
	return nil, false
}

func (h *Hotel) Join(name string) error {
	r, release, err := h.acquire(name)
	if err != nil {
		return err
	}
	defer release()
	r.guests++
	r.idle = false
	return nil
}

func (h *Hotel) Close(name string) error {
	r, release, err := h.acquire(name)
	if err == nil {
		r.idle = true
		release()
	}
	return err
}

func (h *Hotel) Shut(name string) {
	r, release, err := h.acquire(name)
	if err != nil {
		return
	}
	release()
	r.idle = true // want guarded-pointer-escape
}

func (h *Hotel) Poke(name string) {
	r, ok := h.enter(name)
	if !ok {
		return
	}
	r.pokes++
	h.mu.Unlock()
}

func Run(h *Hotel, names []string) {
	for _, n := range names {
		go h.Join(n)
		go h.Close(n)
		go h.Shut(n)
		go h.Poke(n)
	}
}
