// Values set by one goroutine and read by others after close(ready), Once, OnceValue, or Wait; before that nobody reads.
// clean: run -race.
package main

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

type catalog struct{ items map[string]int }

type future struct {
	ready chan struct{}
	val   *catalog
	err   error
}

func start(load func() (*catalog, error)) *future {
	f := &future{ready: make(chan struct{})}
	go func() {
		defer close(f.ready)
		f.val, f.err = load()
	}()
	return f
}

func (f *future) get() (*catalog, error) {
	<-f.ready
	return f.val, f.err
}

func (f *future) try() (*catalog, bool) {
	select {
	case <-f.ready:
		return f.val, f.err == nil
	default:
		return nil, false
	}
}

type lazy struct {
	once sync.Once
	c    *catalog
}

func (l *lazy) get() *catalog {
	l.once.Do(func() { l.c = &catalog{map[string]int{"once": 1}} })
	return l.c
}

var global = sync.OnceValue(func() *catalog { return &catalog{map[string]int{"global": 2}} })

var conf *catalog // set by setup, before any goroutine is started

func setup() { conf = &catalog{map[string]int{"conf": 3}} }

type server struct {
	mu     sync.Mutex
	cond   *sync.Cond
	state  *catalog
	closed bool
}

func (s *server) set(c *catalog) {
	s.mu.Lock()
	s.state = c
	s.mu.Unlock()
	s.cond.Broadcast()
}

func (s *server) wait() *catalog {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.state == nil {
		s.cond.Wait()
	}
	return s.state
}

func main() {
	setup()
	f := start(func() (*catalog, error) {
		time.Sleep(time.Millisecond)
		return &catalog{map[string]int{"f": 1}}, nil
	})
	bad := start(func() (*catalog, error) { return nil, errors.New("no") })
	l := &lazy{}
	s := &server{}
	s.cond = sync.NewCond(&s.mu)
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			f.try()
			c, err := f.get()
			if err == nil && len(c.items)+len(l.get().items)+len(global().items)+len(conf.items) != 4 {
				panic("size")
			}
			if len(s.wait().items) != 1 {
				panic("state")
			}
		}()
	}
	s.set(global())
	wg.Wait()
	_, err := bad.get()
	fmt.Println(err)
	conf = nil
	fmt.Println(conf == nil)
}
