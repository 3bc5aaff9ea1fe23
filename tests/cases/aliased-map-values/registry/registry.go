// sync.Map: Store, Swap and LoadOrStore with the address of one variable.
// aliases: all keys have one peer; clean: a peer for each key, and one key.
package main

import "sync"

type peer struct{ addr string }

func store(addrs []string, m *sync.Map) {
	var p peer
	for _, a := range addrs {
		p.addr = a
		m.Store(a, &p) // want aliased-map-values
	}
}

func swap(addrs []string, m *sync.Map) (old []any) {
	var p peer
	for _, a := range addrs {
		p = peer{a}
		v, _ := m.Swap(a, &p) // want aliased-map-values
		old = append(old, v)
	}
	return old
}

func loadOrStore(addrs []string, m *sync.Map) (known int) {
	var p peer
	for _, a := range addrs {
		p.addr = a
		if _, ok := m.LoadOrStore(a, &p); ok { // want aliased-map-values
			known++
		}
	}
	return known
}

func each(addrs []string, m *sync.Map) {
	for _, a := range addrs {
		m.Store(a, &peer{a})
	}
}

func latest(addrs []string, m *sync.Map) {
	var p peer
	for _, a := range addrs {
		p.addr = a
		m.Store("latest", &p)
	}
}

func main() {
	addrs := []string{"x", "y"}
	for _, f := range []func(){
		func() { m := new(sync.Map); store(addrs, m); one(m) },
		func() { m := new(sync.Map); swap(addrs, m); one(m) },
		func() { m := new(sync.Map); loadOrStore(addrs, m); one(m) },
	} {
		f()
	}
	m := new(sync.Map)
	each(addrs, m)
	latest(addrs, m)
	if v, _ := m.Load("x"); v.(*peer).addr != "x" {
		panic("clean")
	}
}

func one(m *sync.Map) {
	x, _ := m.Load("x")
	y, _ := m.Load("y")
	if x != y || x.(*peer).addr != "y" {
		panic("not one")
	}
}
