// Generic pools and embedded bases: the loop stands in a base type, the stop in the outer one, or nowhere.
// leaks: NewOpen, NewBare leave their workers; clean: NewPool with Close, NewOwned with Stop.
package genericpools

import "sync"

type Pool[T any] struct {
	jobs chan T
	wg   sync.WaitGroup
}

func NewPool[T any](n int, work func(T)) *Pool[T] {
	p := &Pool[T]{jobs: make(chan T)}
	for range n {
		p.wg.Add(1)
		go p.work(work)
	}
	return p
}

func (p *Pool[T]) work(f func(T)) {
	defer p.wg.Done()
	for j := range p.jobs {
		f(j)
	}
}

func (p *Pool[T]) Submit(j T) { p.jobs <- j }

func (p *Pool[T]) Close() {
	close(p.jobs)
	p.wg.Wait()
}

type Open[T any] struct{ jobs chan T }

func NewOpen[T any](n int, work func(T)) *Open[T] {
	p := &Open[T]{jobs: make(chan T)}
	for range n {
		go p.work(work) // want goroutine-leak
	}
	return p
}

func (p *Open[T]) work(f func(T)) {
	for {
		f(<-p.jobs)
	}
}

func (p *Open[T]) Submit(j T) { p.jobs <- j }

type base struct {
	in   chan int
	quit chan struct{}
}

func (b *base) start(f func(int)) {
	go func() {
		for {
			select {
			case v := <-b.in:
				f(v)
			case <-b.quit:
				return
			}
		}
	}()
}

type Owned struct{ base }

func NewOwned(f func(int)) *Owned {
	o := &Owned{base{make(chan int), make(chan struct{})}}
	o.start(f)
	return o
}

func (o *Owned) Put(v int) { o.in <- v }

func (o *Owned) Stop() { close(o.quit) }

type bare struct {
	in   chan int
	quit chan struct{}
}

func (b *bare) start(f func(int)) {
	go func() { // want goroutine-leak
		for {
			select {
			case v := <-b.in:
				f(v)
			case <-b.quit:
				return
			}
		}
	}()
}

type Bare struct{ *bare }

func NewBare(f func(int)) Bare {
	b := Bare{&bare{make(chan int), make(chan struct{})}}
	b.start(f)
	return b
}

func (b Bare) Put(v int) { b.in <- v }
