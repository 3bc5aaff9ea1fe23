// Generic containers that are instantiated with a type that has a lock, and the same without.
// seen: main locks a row twice, since each is a copy; go vet is silent about generic bodies.
package main

import (
	"fmt"
	"sync"

	"example.com/instances/registry"
)

type gauge struct {
	mu sync.Mutex
	n  int
}

func main() {
	t := registry.NewTable[string, gauge]()
	t.Reset("a")
	row := t.Row("a")
	row.mu.Lock()
	again := t.Row("a")
	fmt.Println("locked twice", again.mu.TryLock(), t.Has("a"))
	t.SetRow("b", gauge{})
	fmt.Println(registry.NewAged[gauge]().Oldest(), registry.NewAged[gauge]().Age("k"))
	p := registry.Plain[*gauge]{Rows: map[string]*gauge{}}
	p.SetRow("a", &gauge{})
	p.Row("a").mu.Lock()
	fmt.Println(p.Row("a").mu.TryLock(), registry.Plain[int]{}.Row("x"))
	g, ok := registry.Pick(map[int]gauge{1: {n: 2}}, 1)
	o := registry.Outer[gauge]{Inner: registry.Inner[gauge]{Rows: map[int]gauge{}}}
	first := o.Inner.First()
	fmt.Println(g.n, ok, first.n)
}
