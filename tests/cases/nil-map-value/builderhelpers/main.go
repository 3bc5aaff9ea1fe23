// Helpers that prove presence: a has method, a must that exits, a default in a builder, a lookup after a store.
// clean: run with unknown names, no panic.
package main

import (
	"fmt"
	"log"
	"os"
)

type backend struct {
	addr   string
	weight int
}

func (b *backend) String() string {
	if b == nil {
		return "none"
	}
	return b.addr
}

type pool struct {
	byName map[string]*backend
	def    string
}

type poolBuilder struct{ p pool }

func build() *poolBuilder {
	return &poolBuilder{pool{byName: map[string]*backend{"local": {addr: "127.0.0.1"}}, def: "local"}}
}

func (b *poolBuilder) with(name, addr string) *poolBuilder {
	b.p.byName[name] = &backend{addr: addr}
	b.p.byName[name].weight = len(b.p.byName)
	return b
}

func (b *poolBuilder) done() *pool { return &b.p }

func (p *pool) has(name string) bool {
	_, ok := p.byName[name]
	return ok
}

func (p *pool) must(name string) *backend {
	b, ok := p.byName[name]
	if !ok {
		log.Fatalf("no backend %q", name)
	}
	return b
}

func (p *pool) weight(name string) int {
	if !p.has(name) {
		return 0
	}
	return p.byName[name].weight
}

func (p *pool) pick(names ...string) (b *backend, err error) {
	for _, n := range names {
		if c := p.byName[n]; c != nil {
			return c, nil
		}
	}
	return nil, fmt.Errorf("none of %v", names)
}

func main() {
	p := build().with("a", "10.0.0.1").with("b", "10.0.0.2").done()
	for _, name := range os.Args[1:] {
		fmt.Println(p.weight(name), p.byName[name], p.byName[name].String())
	}
	b, err := p.pick(os.Args[1:]...)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(b.weight, p.must(os.Args[1]).addr)
}
