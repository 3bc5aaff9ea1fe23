// The map has a lock and every entry has another, a channel of its own, or atomics.
// clean: run -race.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type room struct {
	mu    sync.Mutex
	lines []string
	topic string
	hits  atomic.Int64
	name  string // never written after newRoom
}

func newRoom(name string) *room { return &room{name: name} }

func (r *room) say(line string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = append(r.lines, line)
}

func (r *room) last() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.lines) == 0 {
		return r.topic
	}
	return r.lines[len(r.lines)-1]
}

type chat struct {
	mu    sync.RWMutex
	rooms map[string]*room
}

func (c *chat) room(name string) *room {
	c.mu.RLock()
	r := c.rooms[name]
	c.mu.RUnlock()
	if r != nil {
		return r
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if r = c.rooms[name]; r == nil {
		r = newRoom(name)
		c.rooms[name] = r
	}
	return r
}

func (c *chat) post(name, line string) {
	r := c.room(name)
	r.hits.Add(1)
	r.say(r.name + ": " + line)
}

func (c *chat) retitle(name, topic string) {
	r := c.room(name)
	r.mu.Lock()
	r.topic = topic
	r.mu.Unlock()
}

func (c *chat) topics() map[string]string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	out := make(map[string]string, len(c.rooms))
	for n, r := range c.rooms {
		r.mu.Lock()
		out[n] = r.topic
		r.mu.Unlock()
	}
	return out
}

func (c *chat) close(name string) []string {
	c.mu.Lock()
	r, ok := c.rooms[name]
	delete(c.rooms, name)
	c.mu.Unlock()
	if !ok {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.lines
}

func main() {
	c := &chat{rooms: make(map[string]*room)}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			name := []string{"a", "b"}[i%2]
			c.post(name, fmt.Sprint(i))
			c.retitle(name, "t")
			_ = c.room(name).last()
			c.topics()
		})
	}
	wg.Wait()
	fmt.Println(len(c.close("a")), c.room("b").hits.Load(), c.topics())
}
