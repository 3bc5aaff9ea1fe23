// Command leftbehind: methods that change a map under a lock and leave a goroutine or a timer behind which changes it without: the next
// call of the same method may come meanwhile, though nothing else touches the map. race: leave.
package main

import (
	"fmt"
	"os"
	"sync"
	"time"
)

type visits struct {
	mu   sync.Mutex
	last map[string]time.Time
}

func (v *visits) leave(who string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.last[who] = time.Now()
	go func() {
		time.Sleep(10 * time.Millisecond)
		delete(v.last, who) // want concurrent-map-access
	}()
}

type leases struct {
	mu    sync.Mutex
	until map[string]*time.Timer
}

func (l *leases) take(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.until[id] = time.AfterFunc(10*time.Millisecond, func() {
		delete(l.until, id) // want concurrent-map-access
	})
}

type polite struct {
	mu    sync.Mutex
	until map[string]*time.Timer
}

func (p *polite) take(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.until[id] = time.AfterFunc(10*time.Millisecond, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.until, id)
	})
}

// The goroutine is over before the method returns.
type waiting struct {
	mu   sync.Mutex
	seen map[string]int
}

func (w *waiting) count(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen[id]++
	done := make(chan struct{})
	go func() {
		defer close(done)
		if w.seen[id] > 100 {
			delete(w.seen, id)
		}
	}()
	<-done
}

// Called once: nobody comes later.
type warm struct {
	mu    sync.Mutex
	pages map[string]string
}

func (w *warm) start(names []string) {
	w.mu.Lock()
	w.pages["/"] = "index"
	w.mu.Unlock()
	go func() {
		for _, n := range names {
			w.pages[n] = n
		}
	}()
}

func main() {
	w := &warm{pages: map[string]string{}}
	w.start(os.Args)
	v := &visits{last: map[string]time.Time{}}
	l := &leases{until: map[string]*time.Timer{}}
	p := &polite{until: map[string]*time.Timer{}}
	s := &waiting{seen: map[string]int{}}
	for i := range 1000 {
		v.leave(fmt.Sprint("v", i))
		p.take(fmt.Sprint("p", i))
		s.count(fmt.Sprint("s", i))
		time.Sleep(time.Millisecond)
	}
	l.take("a")
	l.take("b")
}
