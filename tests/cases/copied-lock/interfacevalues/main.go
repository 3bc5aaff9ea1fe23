// Lockers in maps that are pointers, channels, interfaces or function values: nothing is copied but words.
// clean: go vet ./... says nothing.
package main

import (
	"fmt"
	"sync"
)

type unit struct {
	mu sync.Mutex
	n  int
}

func (u *unit) bump() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.n++
	return u.n
}

type bumper interface{ bump() int }

type shard struct {
	lock *sync.Mutex
	m    map[string]int
}

type hall struct {
	bumpers map[string]bumper
	shards  map[int]shard
	sems    map[string]chan struct{}
	lockers map[string]sync.Locker
	run     map[string]func() int
	arr     map[string]*[2]unit
}

func newHall() *hall {
	h := &hall{
		bumpers: map[string]bumper{"a": &unit{}},
		shards:  map[int]shard{},
		sems:    map[string]chan struct{}{"a": make(chan struct{}, 1)},
		lockers: map[string]sync.Locker{"a": &sync.Mutex{}},
		run:     map[string]func() int{},
		arr:     map[string]*[2]unit{"a": {}},
	}
	u := &unit{}
	h.run["a"] = u.bump
	for i := range [4]int{} {
		h.shards[i] = shard{lock: new(sync.Mutex), m: map[string]int{}}
	}
	return h
}

func (h *hall) add(i int, k string) {
	s, ok := h.shards[i]
	if !ok {
		return
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	s.m[k]++
}

func (h *hall) total() (n int) {
	for _, s := range h.shards {
		s.lock.Lock()
		n += len(s.m)
		s.lock.Unlock()
	}
	if l, ok := h.lockers["a"]; ok {
		l.Lock()
		defer l.Unlock()
	}
	b := h.bumpers["a"]
	if b != nil {
		n += b.bump()
	}
	if us := h.arr["a"]; us != nil {
		n += us[0].bump()
	}
	return n + h.run["a"]()
}

func main() {
	h := newHall()
	h.add(1, "x")
	fmt.Println(h.total())
}
