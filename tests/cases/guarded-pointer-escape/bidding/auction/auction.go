// Package auction keeps lots under a lock.
package auction

import (
	"fmt"
	"sync"
)

type Lot struct {
	Name    string
	Highest int
	By      string
	Reserve int
}

type House struct {
	mu   sync.Mutex
	lots map[string]*Lot
}

func Open(names ...string) *House {
	h := &House{lots: map[string]*Lot{}}
	for _, n := range names {
		h.lots[n] = &Lot{Name: n}
	}
	return h
}

// Get gives the lot itself.
func (h *House) Get(name string) *Lot {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.lots[name]
}

// With runs f with the lock held.
func (h *House) With(name string, f func(*Lot)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if l, ok := h.lots[name]; ok {
		f(l)
	}
}

func (h *House) Summary() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var out string
	for _, l := range h.lots {
		out += fmt.Sprint(l.Name, l.Highest, l.By, l.Reserve)
	}
	return out
}
