// A key that is asked for, with an answer that is just written down or printed: what comes behind does not know it. Answers that decide.
// panics: `writtendown nosuch bad`; clean: `writtendown nosuch`.
package main

import (
	"errors"
	"fmt"
	"log"
	"os"
)

type plugin struct {
	name string
	deps []string
}

type host struct{ plugins map[string]*plugin }

var errUnknown = errors.New("unknown plugin")

func (h *host) start(name string) error {
	p, ok := h.plugins[name]
	if !ok {
		return errUnknown
	}
	fmt.Println("start", p.name)
	return nil
}

func (h *host) known(name string) bool { _, ok := h.plugins[name]; return ok }

func (h *host) describe(name string) int { return len(h.plugins[name].deps) } // want nil-map-value

func (h *host) title(name string) string { return "plugin " + h.plugins[name].name } // want-possible nil-map-value

func (h *host) label(name string) string { return "p:" + h.plugins[name].name } // want-possible nil-map-value

func must(ok bool) {
	if !ok {
		log.Print("cannot go on")
		os.Exit(0)
	}
}

func main() {
	h := &host{plugins: map[string]*plugin{"log": {name: "log"}}}
	name := "nosuch"
	if len(os.Args) > 1 {
		name = os.Args[1]
	}
	if err := h.start(name); err != nil {
		log.Print(err)
	}
	if len(os.Args) > 2 {
		fmt.Println(h.describe(os.Args[1]))
	}
	if err := h.start(name); err == nil {
		fmt.Println(h.title(name))
	}
	must(h.known(name))
	fmt.Println(h.label(name))
}
