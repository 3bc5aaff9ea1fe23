// Worker pools with functional options: one closes its queue in Close, one on the context, one waits with a Cond that ends.
// clean: 50 pools opened and closed leave nothing.
package poolclose

import (
	"context"
	"sync"
)

type Task func()

type Pool struct {
	queue   chan Task
	workers int
	wg      sync.WaitGroup
	once    sync.Once
}

type Option func(*Pool)

func Workers(n int) Option { return func(p *Pool) { p.workers = n } }

func Queue(n int) Option { return func(p *Pool) { p.queue = make(chan Task, n) } }

func New(opts ...Option) *Pool {
	p := &Pool{queue: make(chan Task), workers: 2}
	for _, o := range opts {
		o(p)
	}
	for range p.workers {
		p.wg.Add(1)
		go p.work()
	}
	return p
}

func (p *Pool) work() {
	defer p.wg.Done()
	for t := range p.queue {
		t()
	}
}

func (p *Pool) Submit(t Task) { p.queue <- t }

func (p *Pool) Close() {
	p.once.Do(func() { close(p.queue) })
	p.wg.Wait()
}

type CondQueue struct {
	mu    sync.Mutex
	cond  *sync.Cond
	tasks []Task
	ended bool
}

func NewCondQueue() *CondQueue {
	q := &CondQueue{}
	q.cond = sync.NewCond(&q.mu)
	go q.loop()
	return q
}

func (q *CondQueue) loop() {
	for {
		q.mu.Lock()
		for len(q.tasks) == 0 && !q.ended {
			q.cond.Wait()
		}
		if q.ended {
			q.mu.Unlock()
			return
		}
		t := q.tasks[0]
		q.tasks = q.tasks[1:]
		q.mu.Unlock()
		t()
	}
}

func (q *CondQueue) Add(t Task) {
	q.mu.Lock()
	q.tasks = append(q.tasks, t)
	q.mu.Unlock()
	q.cond.Signal()
}

func (q *CondQueue) End() {
	q.mu.Lock()
	q.ended = true
	q.mu.Unlock()
	q.cond.Broadcast()
}

func Watch(ctx context.Context, in <-chan Task) {
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case t := <-in:
				t()
			}
		}
	}()
}
