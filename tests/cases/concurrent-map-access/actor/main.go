// One goroutine owns the map; the others send requests with a reply channel, or closures to run.
// clean: run -race; the loops end when stop is closed.
package main

import (
	"fmt"
	"sync"
)

type request struct {
	op    func(m map[string]int) int
	reply chan int
}

type actor struct {
	reqs chan request
	stop chan struct{}
	done chan struct{}
}

func newActor() *actor {
	a := &actor{reqs: make(chan request), stop: make(chan struct{}), done: make(chan struct{})}
	go a.loop()
	return a
}

func (a *actor) loop() {
	defer close(a.done)
	m := make(map[string]int)
	for {
		select {
		case r := <-a.reqs:
			r.reply <- r.op(m)
		case <-a.stop:
			return
		}
	}
}

func (a *actor) do(op func(map[string]int) int) int {
	r := request{op, make(chan int, 1)}
	select {
	case a.reqs <- r:
		return <-r.reply
	case <-a.done:
		return -1
	}
}

func (a *actor) inc(k string) int {
	return a.do(func(m map[string]int) int {
		m[k]++
		return m[k]
	})
}

func (a *actor) drop(k string) {
	a.do(func(m map[string]int) int {
		delete(m, k)
		return 0
	})
}

func (a *actor) sum() int {
	return a.do(func(m map[string]int) (n int) {
		for _, v := range m {
			n += v
		}
		return n
	})
}

func (a *actor) close() {
	close(a.stop)
	<-a.done
}

// hub keeps its subscribers in a field, which only run touches.
type hub struct {
	subs    map[chan string]bool
	join    chan chan string
	leave   chan chan string
	publish chan string
	quit    chan struct{}
}

func (h *hub) run() {
	for {
		select {
		case c := <-h.join:
			h.subs[c] = true
		case c := <-h.leave:
			delete(h.subs, c)
			close(c)
		case s := <-h.publish:
			for c := range h.subs {
				select {
				case c <- s:
				default:
				}
			}
		case <-h.quit:
			return
		}
	}
}

func main() {
	a := newActor()
	h := &hub{map[chan string]bool{}, make(chan chan string), make(chan chan string), make(chan string), make(chan struct{})}
	var wg, loop sync.WaitGroup
	loop.Go(h.run)
	for i := range 5 {
		wg.Go(func() {
			c := make(chan string, 1)
			h.join <- c
			h.publish <- fmt.Sprint(i)
			a.inc("x")
			a.drop("y")
			h.leave <- c
		})
	}
	wg.Wait()
	close(h.quit)
	loop.Wait()
	fmt.Println(a.sum(), len(h.subs))
	a.close()
	fmt.Println(a.inc("x"))
}
