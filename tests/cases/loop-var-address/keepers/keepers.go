// The standard library keeps it: sync.Map, container/list, atomic values, timers.
// aliases: all of them hold the last price; clean: the same with a copy, and fmt, which looks only.
package main

import (
	"container/list"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

type price struct {
	sym   string
	cents int
}

func publish(prices []price, m *sync.Map) {
	for _, p := range prices {
		m.Store(p.sym, &p) // want loop-var-address
	}
}

func enqueue(prices []price, l *list.List) {
	for _, p := range prices {
		l.PushBack(&p) // want loop-var-address
	}
}

func best(prices []price, cur *atomic.Pointer[price]) {
	for _, p := range prices {
		if old := cur.Load(); old == nil || p.cents > old.cents {
			cur.Store(&p) // want loop-var-address
		}
	}
}

func remind(prices []price, wg *sync.WaitGroup, out *[2]string) {
	for i, p := range prices {
		i := i
		wg.Add(1)
		time.AfterFunc(time.Millisecond, func() { out[i] = p.sym; wg.Done() }) // want loop-var-address
	}
}

func copies(prices []price, m *sync.Map) string {
	s := ""
	for _, p := range prices {
		p := p
		m.Store(p.sym, &p)
		s += fmt.Sprint(&p)
	}
	for _, p := range prices {
		s += fmt.Sprintln(&p)
	}
	return s
}

func main() {
	prices := []price{{"A", 2}, {"B", 1}}
	var m sync.Map
	publish(prices, &m)
	a, _ := m.Load("A")
	if a.(*price).sym != "B" {
		panic("publish")
	}
	l := list.New()
	enqueue(prices, l)
	if l.Front().Value != l.Back().Value {
		panic("enqueue")
	}
	var cur atomic.Pointer[price]
	best(prices, &cur)
	if cur.Load().sym != "B" {
		panic("best")
	}
	var wg sync.WaitGroup
	var out [2]string
	remind(prices, &wg, &out)
	wg.Wait()
	if out[0] != "B" {
		panic("remind")
	}
	copies(prices, &m)
	if a, _ := m.Load("A"); a.(*price).sym != "A" {
		panic("clean")
	}
}
