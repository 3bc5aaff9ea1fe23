// Variables that are replaced by the one goroutine that uses them, or under locks in helpers; atomic values of interfaces; a double buffer handed over.
// clean: -race.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

type plan struct{ steps []string }

type runner struct {
	plan  *plan
	buf   map[string]int
	plans chan *plan
	flush chan map[string]int
	quit  chan struct{}
}

func (r *runner) loop() {
	for {
		select {
		case p := <-r.plans:
			r.plan = p
		case <-r.quit:
			r.flush <- r.buf
			return
		case <-time.After(100 * time.Microsecond):
			if r.plan == nil {
				continue
			}
			for _, s := range r.plan.steps {
				r.buf[s]++
			}
			if len(r.buf) > 10 {
				r.flush <- r.buf
				r.buf = map[string]int{}
			}
		}
	}
}

type sink interface{ put(string) }

type memSink struct{ n atomic.Int32 }

func (m *memSink) put(string) { m.n.Add(1) }

type logger struct {
	out   atomic.Value // box
	mu    sync.RWMutex
	level map[string]int
}

type box struct{ sink }

func (l *logger) set(s sink) { l.out.Store(box{s}) }

func (l *logger) log(s string) {
	if b, ok := l.out.Load().(box); ok {
		b.put(s)
	}
}

func (l *logger) write(f func()) {
	l.mu.Lock()
	f()
	l.mu.Unlock()
}

func (l *logger) levels(m map[string]int) { l.write(func() { l.level = m }) }

func (l *logger) at(k string) int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.level[k]
}

func main() {
	r := &runner{buf: map[string]int{}, plans: make(chan *plan), flush: make(chan map[string]int, 1), quit: make(chan struct{})}
	go r.loop()
	l := &logger{}
	l.set(&memSink{})
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			r.plans <- &plan{steps: []string{fmt.Sprint(i)}}
			l.log("x")
			l.set(&memSink{})
			l.levels(map[string]int{"x": i})
			l.at("x")
		}()
	}
	wg.Wait()
	time.Sleep(time.Millisecond)
	close(r.quit)
	fmt.Println(len(<-r.flush), l.at("x"))
}
