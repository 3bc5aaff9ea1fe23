// Parts of loop variables and goroutines over them before go1.22: the address of a field, tasks in structs, goroutines that outlive.
// aliases: all names are the last; clean: the goroutine awaited within its iteration, arguments, struct copies.
package main

import (
	"fmt"
	"sync"
)

type target struct {
	name  string
	ports [2]int
}

type task struct {
	name *string
	run  func() int
}

type planner struct {
	tasks []task
	names map[int]*string
	first map[string]*int
	wg    sync.WaitGroup
	mu    sync.Mutex
	seen  []string
}

func (p *planner) plan(ts []target) {
	for i, t := range ts {
		p.names[i] = &t.name // want loop-var-address
		p.tasks = append(p.tasks, task{
			name: &ts[i].name,
			run:  func() int { return t.ports[0] }, // want loop-var-address
		})
	}
}

func (p *planner) firsts(ts map[string]target) {
	for k, t := range ts {
		p.first[k] = &t.ports[0] // want loop-var-address
	}
}

func (p *planner) probe(ts []target) {
	for _, t := range ts {
		p.wg.Add(1)
		go func(name string) {
			defer p.wg.Done()
			p.mu.Lock()
			defer p.mu.Unlock()
			p.seen = append(p.seen, name)
		}(t.name)
	}
	p.wg.Wait()
}

func (p *planner) serial(ts []target) {
	for _, t := range ts {
		done := make(chan struct{})
		go func() {
			defer close(done)
			p.seen = append(p.seen, t.name)
		}()
		<-done
	}
}

func (p *planner) values(ts []target) []task {
	out := make([]task, 0, len(ts))
	for _, t := range ts {
		name, port := t.name, t.ports[1]
		out = append(out, task{name: &name, run: func() int { return port }})
	}
	return out
}

func main() {
	p := &planner{names: map[int]*string{}, first: map[string]*int{}}
	ts := []target{{"a", [2]int{1, 2}}, {"b", [2]int{3, 4}}}
	p.plan(ts)
	p.firsts(map[string]target{"x": ts[0], "y": ts[1]})
	p.probe(ts)
	p.serial(ts)
	fmt.Println(*p.names[0], p.tasks[0].run(), len(p.seen), len(p.values(ts)))
}
