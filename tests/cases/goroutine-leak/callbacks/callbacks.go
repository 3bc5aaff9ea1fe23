// What is run may be anything: a function value may end. WaitGroup.Go and AfterFunc start goroutines, too.
// leaks: Group and Timer start a loop without an end; clean: Run, Each, Safe, Recursive.
package callbacks

import (
	"sync"
	"time"
)

func Run(f func()) {
	go f()
}

func Each(fs map[string]func()) {
	for _, f := range fs {
		go func() {
			defer func() { recover() }()
			f()
		}()
	}
}

func forever(f func()) {
	for {
		f()
		time.Sleep(time.Millisecond)
	}
}

type Group struct{ wg sync.WaitGroup }

func (g *Group) Start(f func()) {
	g.wg.Go(func() { // want goroutine-leak
		forever(f)
	})
}

func (g *Group) Once(f func()) {
	g.wg.Go(f)
}

func Timer(f func()) {
	time.AfterFunc(time.Millisecond, func() { // want goroutine-leak
		forever(f)
	})
}

func TimerOnce(f func()) {
	time.AfterFunc(time.Millisecond, func() { f() })
}

type node struct{ left, right *node }

func walk(n *node, f func()) {
	if n == nil {
		return
	}
	walk(n.left, f)
	f()
	walk(n.right, f)
}

func Recursive(n *node, f func()) {
	go walk(n, f)
}

// Nothing blocks for good, on purpose.
func Nothing() {
	go func() { // want goroutine-leak
		select {}
	}()
}

// Empty spins for good.
func Empty() {
	go func() { // want goroutine-leak
		for {
			time.Sleep(time.Millisecond)
		}
	}()
}

type Job interface{ Run() error }

// Retry goes on until it works.
func Retry(j Job) {
	go func() {
		for j.Run() != nil {
			time.Sleep(time.Millisecond)
		}
	}()
}
