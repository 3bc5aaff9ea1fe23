// A test that is superfluous, since all callers have the key from the map; and one whose callers do not all.
// panics: `knownbycallers b`; clean: `knownbycallers`.
package main

import (
	"fmt"
	"os"
)

type info struct {
	tracks []string
	ready  bool
}

type room struct {
	pending map[string]*info
	done    map[string]*info
	waiting map[string]*info
}

// Called with keys of pending.
func (r *room) publish(id string) {
	if p := r.pending[id]; p != nil {
		r.done[id] = &info{tracks: p.tracks[:1]}
	}
	r.pending[id].tracks = r.pending[id].tracks[1:] // want-possible nil-map-value
	if len(r.pending[id].tracks) == 0 {
		delete(r.pending, id)
	}
}

func (r *room) migrated(id string) { r.publish(id) }

func (r *room) publishReady() {
	for id, p := range r.pending {
		if p.ready {
			r.migrated(id)
		}
	}
}

// The key of what it finds, whatever it was asked for.
func (r *room) find(id string) (string, *info) {
	key := id
	p := r.pending[id]
	if p == nil {
		for k, v := range r.pending {
			if v.ready {
				key, p = k, v
				break
			}
		}
	}
	return key, p
}

func (r *room) received(id string) {
	key, p := r.find(id)
	if p == nil {
		return
	}
	r.publish(key)
}

// Called with any.
func (r *room) admit(id string) {
	if w := r.waiting[id]; w != nil {
		r.done[id] = w
	}
	r.waiting[id].ready = true // want nil-map-value
}

func (r *room) admitAll() {
	for id := range r.waiting {
		r.admit(id)
	}
}

func main() {
	r := &room{pending: map[string]*info{}, done: map[string]*info{}, waiting: map[string]*info{}}
	r.pending["a"] = &info{tracks: []string{"x", "y"}, ready: true}
	r.waiting["a"] = &info{}
	r.received("b")
	r.publishReady()
	r.admitAll()
	if len(os.Args) > 1 {
		r.admit(os.Args[1])
	}
	fmt.Println(len(r.pending), len(r.done))
}
