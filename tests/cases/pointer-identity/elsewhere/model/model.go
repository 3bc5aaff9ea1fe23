package model

import "slices"

// Route has an Equal method; Peer is compared by a function of this package; Session and Handle by nobody.
type Route struct {
	Hops []string
	Cost int
}

func (r *Route) Equal(o *Route) bool { return r.Cost == o.Cost && slices.Equal(r.Hops, o.Hops) }

type Peer struct {
	Name string
	Zone int
}

func SamePeer(a, b *Peer) bool { return a.Name == b.Name && a.Zone == b.Zone }

type Session struct{ ID int }

// Handle is only itself: its Equal says no more than ==.
type Handle struct{ fd int }

func (h *Handle) Equal(o *Handle) bool { return h == o }

// Cache is any table with a get.
type Cache[K comparable, V any] struct{ m map[K]V }

func NewCache[K comparable, V any]() *Cache[K, V] { return &Cache[K, V]{m: make(map[K]V)} }

func (c *Cache[K, V]) Put(k K, v V) { c.m[k] = v }

func (c *Cache[K, V]) Get(k K) V { return c.m[k] }

func (c *Cache[K, V]) Drop(k K) { delete(c.m, k) }
