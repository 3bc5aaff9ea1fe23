// Who waits for a WaitGroup whose Done is missing, or for a Cond that nobody signals, waits for good.
// leaks: Forgotten and Unsignalled leave a goroutine a call; clean: Deferred, Literal, Method, Given, Queue.
package waitgroups

import "sync"

func Forgotten(work []func()) <-chan struct{} {
	var wg sync.WaitGroup
	all := make(chan struct{})
	for _, f := range work {
		wg.Add(1)
		go f()
	}
	go func() { // want goroutine-leak
		wg.Wait()
		close(all)
	}()
	return all
}

func Deferred(work []func()) <-chan struct{} {
	var wg sync.WaitGroup
	all := make(chan struct{})
	for _, f := range work {
		wg.Add(1)
		go func() {
			defer wg.Done()
			f()
		}()
	}
	go func() {
		wg.Wait()
		close(all)
	}()
	return all
}

func run(wg *sync.WaitGroup, f func()) {
	defer wg.Done()
	f()
}

func Literal(work []func()) <-chan struct{} {
	all := make(chan struct{})
	var wg sync.WaitGroup
	wg.Add(len(work))
	for _, f := range work {
		go run(&wg, f)
	}
	go func() {
		wg.Wait()
		close(all)
	}()
	return all
}

// Method passes Done as a value.
func Method(work []func(done func())) <-chan struct{} {
	all := make(chan struct{})
	var wg sync.WaitGroup
	for _, f := range work {
		wg.Add(1)
		go f(wg.Done)
	}
	go func() {
		wg.Wait()
		close(all)
	}()
	return all
}

// Given waits for what its caller counts.
func Given(wg *sync.WaitGroup, f func()) {
	go func() {
		wg.Wait()
		f()
	}()
}

// Unsignalled waits until there is something, which nobody tells.
type Unsignalled struct {
	mu    sync.Mutex
	some  *sync.Cond
	items []int
}

func NewUnsignalled(f func(int)) *Unsignalled {
	q := &Unsignalled{}
	q.some = sync.NewCond(&q.mu)
	go func() { // want goroutine-leak
		q.mu.Lock()
		defer q.mu.Unlock()
		q.some.Wait()
		f(q.items[0])
	}()
	return q
}

func (q *Unsignalled) Put(i int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items = append(q.items, i)
}

// Queue is told.
type Queue struct {
	mu    sync.Mutex
	some  *sync.Cond
	items []int
}

func NewQueue(f func(int)) *Queue {
	q := &Queue{}
	q.some = sync.NewCond(&q.mu)
	go func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		for len(q.items) == 0 {
			q.some.Wait()
		}
		f(q.items[0])
	}()
	return q
}

func (q *Queue) Put(i int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items = append(q.items, i)
	q.some.Signal()
}
