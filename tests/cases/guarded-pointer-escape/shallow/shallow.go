// Copies of a map or slice have the same entries: changing those needs the lock; decoding into one changes it, too.
// race: Ping, Rename, Sweep, Patch; clean: Move, Load.
package shallow

import (
	"encoding/json"
	"io"
	"maps"
	"slices"
	"sync"
)

type host struct {
	Name  string
	Alive bool
	Load  int
}

type Fleet struct {
	mu    sync.Mutex
	hosts map[string]*host
}

func NewFleet() *Fleet { return &Fleet{hosts: map[string]*host{}} }

func (f *Fleet) Names() (out []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, h := range f.hosts {
		out = append(out, h.Name)
		if h.Alive {
			h.Load++
		}
	}
	return out
}

func (f *Fleet) Kill(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if h := f.hosts[id]; h != nil {
		h.Alive, h.Name = false, ""
	}
}

func (f *Fleet) all() map[string]*host {
	f.mu.Lock()
	defer f.mu.Unlock()
	return maps.Clone(f.hosts)
}

func (f *Fleet) Ping(up func(string) bool) {
	for id, h := range f.all() {
		if up(id) {
			h.Alive = true // want guarded-pointer-escape
		}
	}
}

func (f *Fleet) copied() map[string]*host {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := make(map[string]*host, len(f.hosts))
	for id, h := range f.hosts {
		out[id] = h
	}
	return out
}

func (f *Fleet) Rename(id, name string) {
	if h := f.copied()[id]; h != nil {
		h.Name = name // want guarded-pointer-escape
	}
}

func (f *Fleet) list() []*host {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(slices.Collect(maps.Values(f.hosts)))
}

func (f *Fleet) Sweep() {
	for _, h := range f.list() {
		h.Load = 0 // want guarded-pointer-escape
	}
}

func (f *Fleet) Patch(id string, r io.Reader) error {
	f.mu.Lock()
	h := f.hosts[id]
	f.mu.Unlock()
	if h == nil {
		return nil
	}
	return json.NewDecoder(r).Decode(h) // want guarded-pointer-escape
}

// Load decodes into an object of its own.
func (f *Fleet) Load(id string, r io.Reader) error {
	h := new(host)
	if err := json.NewDecoder(r).Decode(h); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.hosts[id] = h
	return nil
}

// deep gives the objects away as copies.
func (f *Fleet) deep() map[string]*host {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := make(map[string]*host, len(f.hosts))
	for id, h := range f.hosts {
		c := *h
		out[id] = &c
	}
	return out
}

func (f *Fleet) Move(id, name string) *host {
	h := f.deep()[id]
	if h != nil {
		h.Name = name
	}
	return h
}
