// A worker pool whose tasks are kept in a guarded map by id, and go to the workers through a channel too.
// race: work against Progress, DATA RACE at the writes; clean: Pool2, whose workers write under the lock, or own what they receive.
package workers

import (
	"fmt"
	"sync"
)

type task struct {
	id    int
	done  bool
	steps int
}

type Pool struct {
	mu    sync.Mutex
	tasks map[int]*task
	queue chan int
	wg    sync.WaitGroup
}

func NewPool(n int) *Pool {
	p := &Pool{tasks: map[int]*task{}, queue: make(chan int, 16)}
	for range n {
		p.wg.Add(1)
		go p.work()
	}
	return p
}

func (p *Pool) work() {
	defer p.wg.Done()
	for id := range p.queue {
		p.mu.Lock()
		t := p.tasks[id]
		p.mu.Unlock()
		if t == nil {
			continue
		}
		for range 3 {
			t.steps++ // want guarded-pointer-escape
		}
		t.done = true // want guarded-pointer-escape
	}
}

func (p *Pool) Submit(id int) {
	p.mu.Lock()
	p.tasks[id] = &task{id: id}
	p.mu.Unlock()
	p.queue <- id
}

func (p *Pool) Progress() (out []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, t := range p.tasks {
		out = append(out, fmt.Sprint(t.id, t.steps, t.done))
	}
	return out
}

func (p *Pool) Close() {
	close(p.queue)
	p.wg.Wait()
}

type job struct {
	id    int
	done  bool
	notes []string
}

type Pool2 struct {
	mu    sync.Mutex
	jobs  map[int]*job
	queue chan int
	wg    sync.WaitGroup
}

func NewPool2(n int) *Pool2 {
	p := &Pool2{jobs: map[int]*job{}, queue: make(chan int, 16)}
	for range n {
		p.wg.Go(func() {
			for id := range p.queue {
				note := fmt.Sprint("job ", id)
				p.finish(id, note)
			}
		})
	}
	return p
}

func (p *Pool2) finish(id int, note string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	j := p.jobs[id]
	if j == nil {
		return
	}
	j.done = true
	j.notes = append(j.notes, note)
}

func (p *Pool2) Submit(id int) {
	p.mu.Lock()
	p.jobs[id] = &job{id: id}
	p.mu.Unlock()
	p.queue <- id
}

func (p *Pool2) Done() (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, j := range p.jobs {
		if j.done && len(j.notes) > 0 {
			n++
		}
	}
	return n
}

func (p *Pool2) Close() {
	close(p.queue)
	p.wg.Wait()
}
