// Package othershard moves entries between shards, each with a lock of its own, and hands out copies of a struct that holds a map.
package othershard

import (
	"hash/maphash"
	"maps"
	"sync"
)

type shard struct {
	sync.Mutex
	sizes map[string]int
}

type Table struct {
	seed   maphash.Seed
	shards [8]*shard
}

func New() *Table {
	t := &Table{seed: maphash.MakeSeed()}
	for i := range t.shards {
		t.shards[i] = &shard{sizes: map[string]int{}}
	}
	return t
}

func (t *Table) of(name string) *shard {
	return t.shards[maphash.String(t.seed, name)%uint64(len(t.shards))]
}

func (t *Table) Set(name string, n int) {
	s := t.of(name)
	s.Lock()
	defer s.Unlock()
	s.sizes[name] = n
}

func (t *Table) Get(name string) int {
	s := t.of(name)
	s.Lock()
	defer s.Unlock()
	return s.sizes[name]
}

func (t *Table) Drop(name string) {
	s := t.of(name)
	s.Lock()
	delete(t.of(name).sizes, name)
	s.Unlock()
}

// Rename has the lock of one shard only.
func (t *Table) Rename(from, to string) {
	a, b := t.of(from), t.of(to)
	a.Lock()
	defer a.Unlock()
	n := a.sizes[from]
	delete(a.sizes, from)
	b.sizes[to] = n // want concurrent-map-access
}

// Move takes the one lock after the other.
func (t *Table) Move(from, to string) {
	a, b := t.of(from), t.of(to)
	a.Lock()
	n := a.sizes[from]
	delete(a.sizes, from)
	a.Unlock()
	b.Lock()
	b.sizes[to] = n
	b.Unlock()
}

type state struct {
	epoch int
	nodes map[string]string
}

func (s state) count() (n int) {
	for range s.nodes {
		n++
	}
	return n
}

func (s state) first() string {
	for name := range s.nodes { // want concurrent-map-access
		return name
	}
	return ""
}

type Cluster struct {
	mu  sync.Mutex
	cur state
}

func NewCluster() *Cluster { return &Cluster{cur: state{nodes: map[string]string{}}} }

func (c *Cluster) Join(name, addr string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cur.nodes[name] = addr
	c.cur.epoch++
}

func (c *Cluster) Leave(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.cur.nodes, name)
}

func (c *Cluster) snapshot() state {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.cur
	s.nodes = maps.Clone(s.nodes)
	return s
}

func (c *Cluster) shallow() state {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cur
}

func (c *Cluster) Count() int { return c.snapshot().count() }

func (c *Cluster) First() string { return c.shallow().first() }
