// Queues with conditions: a consumer that waits for items and a Close that wakes it; one that is woken for items, and for nothing else.
// leaks: NewEndless leaves a goroutine a call; clean: NewQueue with Close.
package queues

import "sync"

type Queue struct {
	mu     sync.Mutex
	some   *sync.Cond
	items  []func()
	closed bool
}

func NewQueue() *Queue {
	q := &Queue{}
	q.some = sync.NewCond(&q.mu)
	go q.run()
	return q
}

func (q *Queue) run() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		for len(q.items) == 0 && !q.closed {
			q.some.Wait()
		}
		if q.closed {
			return
		}
		f := q.items[0]
		q.items = q.items[1:]
		q.mu.Unlock()
		f()
		q.mu.Lock()
	}
}

func (q *Queue) Put(f func()) {
	q.mu.Lock()
	q.items = append(q.items, f)
	q.mu.Unlock()
	q.some.Signal()
}

func (q *Queue) Close() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.some.Broadcast()
}

type Endless struct {
	mu    sync.Mutex
	some  *sync.Cond
	items []func()
}

// NewEndless is woken for items, and for nothing else.
func NewEndless() *Endless {
	e := &Endless{}
	e.some = sync.NewCond(&e.mu)
	go e.run() // want goroutine-leak
	return e
}

func (e *Endless) run() {
	for {
		e.mu.Lock()
		for len(e.items) == 0 {
			e.some.Wait()
		}
		f := e.items[0]
		e.items = e.items[1:]
		e.mu.Unlock()
		f()
	}
}

func (e *Endless) Put(f func()) {
	e.mu.Lock()
	e.items = append(e.items, f)
	e.mu.Unlock()
	e.some.Signal()
}
