// A hub makes itself known to each room that it takes in, under the room's lock; a room reads its hub without that, as the link is made
// once, before others have the room. Its topic is replaced under the same lock at any time, and read without it.
// race: Room.Title against SetTopic, DATA RACE; clean: the hub.
package backlink

import "sync"

type topic struct{ text string }

type Hub struct {
	mu    sync.Mutex
	rooms map[string]*Room
	quiet bool
}

type Room struct {
	mu    sync.RWMutex
	hub   *Hub
	topic *topic
	posts []string
}

func (h *Hub) Quiet() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.quiet
}

func (h *Hub) adopt(r *Room) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.hub == nil {
		r.hub = h
	}
}

func (h *Hub) Room(name string) *Room {
	h.mu.Lock()
	defer h.mu.Unlock()
	r := h.rooms[name]
	if r == nil {
		r = &Room{topic: &topic{}}
		h.rooms[name] = r
	}
	h.adopt(r)
	return r
}

func (r *Room) Muted() bool {
	return r.hub != nil && r.hub.Quiet() // want-possible unsynchronized-swap
}

func (r *Room) Post(text string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.hub == nil {
		return false
	}
	r.posts = append(r.posts, text)
	return true
}

func (r *Room) Home() *Hub {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.hub
}

func (r *Room) SetTopic(t *topic) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.topic = t
}

func (r *Room) Topic() *topic {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.topic
}

func (r *Room) Title() string {
	return r.topic.text // want unsynchronized-swap
}
