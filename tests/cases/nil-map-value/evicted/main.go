// Entries that are used after they were removed: on the same path, by clear, in a deferred report, past a condition.
// panics: `evicted close a`, `evicted drain a`, `evicted retire a`; clean: `evicted move a`, `evicted pop a`.
package main

import (
	"fmt"
	"os"
)

type conn struct {
	peer string
	sent int
}

type pool struct{ conns map[string]*conn }

func (p *pool) close(id string) string {
	delete(p.conns, id)
	return "closed " + p.conns[id].peer // want nil-map-value
}

func (p *pool) drain(id string) int {
	clear(p.conns)
	return p.conns[id].sent // want nil-map-value
}

func (p *pool) retire(id string) {
	if c := p.conns[id]; c != nil && c.sent > 0 {
		delete(p.conns, id)
		p.conns[id].sent = 0 // want nil-map-value
	}
}

func (p *pool) pop(id string) string {
	c, ok := p.conns[id]
	if !ok {
		return ""
	}
	delete(p.conns, id)
	return c.peer
}

func (p *pool) move(from, to string) string {
	c := p.conns[from]
	if c == nil {
		return ""
	}
	p.conns[to] = c
	delete(p.conns, from)
	return p.conns[to].peer // want-possible nil-map-value
}

func main() {
	p := &pool{conns: map[string]*conn{}}
	p.conns["a"] = &conn{peer: "192.0.2.1", sent: 3}
	switch id := os.Args[2]; os.Args[1] {
	case "close":
		fmt.Println(p.close(id))
	case "drain":
		fmt.Println(p.drain(id))
	case "retire":
		p.retire(id)
	case "pop":
		fmt.Println(p.pop(id))
	case "move":
		fmt.Println(p.move(id, "b"))
	}
}
