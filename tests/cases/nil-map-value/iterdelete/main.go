// A scheduler whose loop over a snapshot of its keys removes others of them; a sync.Map taken twice; a nil func stored on purpose.
// panics: the child is gone when its turn comes; a disabled hook is called; clean: the twins.
package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"sync"
)

type task struct {
	id       string
	children []string
	done     bool
}

type plan struct {
	tasks map[string]*task
	hooks map[string]func(*task)
	live  sync.Map
}

func (p *plan) removeTree(id string) {
	t, ok := p.tasks[id]
	if !ok {
		return
	}
	delete(p.tasks, id)
	for _, c := range t.children {
		p.removeTree(c)
	}
}

func (p *plan) prune() (n int) {
	for _, id := range slices.Sorted(maps.Keys(p.tasks)) {
		if p.tasks[id].done { // want nil-map-value
			p.removeTree(id)
			n++
		}
	}
	return n
}

func (p *plan) pruneSafe() (n int) {
	for _, id := range slices.Sorted(maps.Keys(p.tasks)) {
		if t, ok := p.tasks[id]; ok && t.done {
			p.removeTree(id)
			n++
		}
	}
	return n
}

func (p *plan) disable(name string) { p.hooks[name] = nil }

func (p *plan) fire(t *task) {
	for _, h := range p.hooks {
		h(t) // want-possible nil-map-value
	}
}

func (p *plan) fireSafe(t *task) {
	for _, h := range p.hooks {
		if h != nil {
			h(t)
		}
	}
}

func (p *plan) finish(id string) {
	v, loaded := p.live.LoadAndDelete(id)
	if !loaded {
		return
	}
	v.(*task).done = true
}

func main() {
	p := &plan{tasks: map[string]*task{}, hooks: map[string]func(*task){}}
	a, b := &task{id: "a", children: []string{"b"}, done: true}, &task{id: "b"}
	p.tasks["a"], p.tasks["b"] = a, b
	p.hooks["log"] = func(t *task) { fmt.Println(t.id) }
	p.live.Store("b", b)
	p.finish("b")
	p.fireSafe(a)
	if len(os.Args) > 1 {
		p.disable(os.Args[1])
	}
	p.fire(a)
	if len(os.Args) > 2 {
		fmt.Println(p.pruneSafe())
	}
	fmt.Println(p.prune())
}
