// Literals that take a looked-up pointer with them: to be called later, in a goroutine, as a handler. Tested before, inside, or where they are called.
// panics: `capturednil nosuch bad`; clean: `capturednil nosuch`.
package main

import (
	"fmt"
	"os"
	"sync"
)

type rule struct {
	name string
	hits int
}

type engine struct{ rules map[string]*rule }

func (e *engine) lazy(name string) func() string {
	r := e.rules[name]
	return func() string { return r.name } // want nil-map-value
}

func (e *engine) lazyTested(name string) func() string {
	r, ok := e.rules[name]
	if !ok {
		return func() string { return "" }
	}
	return func() string { return r.name }
}

func (e *engine) lazyInside(name string) func() string {
	r := e.rules[name]
	return func() string {
		if r == nil {
			return ""
		}
		return r.name
	}
}

func (e *engine) called(name string) string {
	r := e.rules[name]
	f := func() string { return r.name }
	if r != nil {
		return f()
	}
	return ""
}

func (e *engine) lazyFlag(name string) func() string {
	r, ok := e.rules[name]
	return func() string {
		if !ok {
			return ""
		}
		return r.name
	}
}

func (e *engine) parallel(names []string) {
	var wg sync.WaitGroup
	for _, n := range names {
		r := e.rules[n]
		wg.Go(func() {
			r.hits++ // want nil-map-value
		})
	}
	wg.Wait()
}

func (e *engine) parallelTested(names []string) {
	var wg sync.WaitGroup
	for _, n := range names {
		r := e.rules[n]
		if r == nil {
			continue
		}
		wg.Go(func() { r.hits++ })
	}
	wg.Wait()
}

func main() {
	e := &engine{rules: map[string]*rule{"a": {name: "a"}}}
	name := "nosuch"
	if len(os.Args) > 1 {
		name = os.Args[1]
	}
	fmt.Println(e.lazyTested(name)(), e.lazyInside(name)(), e.lazyFlag(name)(), e.called(name))
	e.parallelTested([]string{name})
	if len(os.Args) > 2 {
		e.parallel(os.Args[1:2])
		fmt.Println(e.lazy(os.Args[1])())
	}
}
