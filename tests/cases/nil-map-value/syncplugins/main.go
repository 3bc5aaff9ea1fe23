// Plugins in a sync.Map: the type assertion on what Load gave panics for a name that is not there.
// panics: interface conversion: interface {} is nil; clean: the two-valued assertion, LoadOrStore, Range.
package main

import (
	"flag"
	"fmt"
	"log"
	"sync"
)

type plugin struct {
	name    string
	version int
	init    func() error
}

type host struct {
	plugins sync.Map // name to *plugin
}

func (h *host) register(p *plugin) { h.plugins.Store(p.name, p) }

func (h *host) boot(name string) error {
	v, _ := h.plugins.Load(name)
	return v.(*plugin).init() // want nil-map-value
}

func (h *host) version(name string) int {
	v, _ := h.plugins.Load(name)
	p, ok := v.(*plugin)
	if !ok {
		return 0
	}
	return p.version
}

func (h *host) versionOr(name string, d int) int {
	if v, ok := h.plugins.Load(name); ok {
		return v.(*plugin).version
	}
	return d
}

func (h *host) ensure(name string) *plugin {
	v, _ := h.plugins.LoadOrStore(name, &plugin{name: name, init: func() error { return nil }})
	return v.(*plugin)
}

func (h *host) total() (n int) {
	h.plugins.Range(func(_, v any) bool {
		n += v.(*plugin).version
		return true
	})
	return n
}

func (h *host) take(name string) (string, bool) {
	v, loaded := h.plugins.LoadAndDelete(name)
	if !loaded {
		return "", false
	}
	return v.(*plugin).name, true
}

func main() {
	name := flag.String("plugin", "core", "plugin to boot")
	flag.Parse()
	h := &host{}
	h.register(&plugin{name: "core", version: 2, init: func() error { return nil }})
	fmt.Println(h.version(*name), h.versionOr(*name, 7), h.total(), h.ensure("x").name)
	if err := h.boot(*name); err != nil {
		log.Fatal(err)
	}
	fmt.Println(h.take(*name))
}
