// Values that functions make are new; those that come from variables, parameters, fields and elements are copies when they are stored.
// seen: go vet -copylocks names these lines, and parameters and `_, ok` besides.
package main

import (
	"fmt"
	"sync"
)

type gate struct {
	wg   sync.WaitGroup
	size int
}

func newGate(n int) gate { return gate{size: n} }

type gates struct {
	all  map[string]gate
	last gate
	many []gate
}

func (g *gates) store(k string, one gate) {
	g.all[k] = one // want copied-lock
}

func (g *gates) storeField(k string) {
	g.all[k] = g.last // want copied-lock
}

func (g *gates) storeElement(k string) {
	g.all[k] = g.many[0] // want copied-lock
}

func (g *gates) storeLiteral(k string) {
	g.all[k] = gate{size: 2}
	g.all[k+k] = newGate(3)
}

func main() {
	g := &gates{all: map[string]gate{"x": {}, "y": newGate(1)}, many: make([]gate, 1)}
	g.store("a", gate{})
	g.storeField("b")
	g.storeElement("c")
	g.storeLiteral("d")
	fmt.Println(len(g.all))
}
