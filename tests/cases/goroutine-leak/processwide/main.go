// Endless loops that are the process's own: started by main, by init, by Once, by a value made once.
// clean: each loop is started once, however often the functions run.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

var clock atomic.Int64

func init() {
	clock.Store(time.Now().UnixNano())
	go func() {
		for {
			time.Sleep(time.Millisecond)
			clock.Store(time.Now().UnixNano())
		}
	}()
}

type logger struct{ lines chan string }

var std = sync.OnceValue(func() *logger {
	l := &logger{make(chan string, 16)}
	go l.run()
	return l
})

func (l *logger) run() {
	for s := range l.lines {
		_ = s
	}
}

func logf(format string, args ...any) {
	select {
	case std().lines <- fmt.Sprintf(format, args...):
	default:
	}
}

type reaper struct {
	once sync.Once
	work chan func()
}

func (r *reaper) submit(f func()) {
	r.once.Do(func() {
		r.work = make(chan func())
		go func() {
			for {
				(<-r.work)()
			}
		}()
	})
	r.work <- f
}

var shared reaper

type registry struct {
	mu      sync.Mutex
	started bool
	n       int
}

var reg registry

func (r *registry) tick() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.n++
}

func (r *registry) ensure() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.started {
		return
	}
	r.started = true
	go func() {
		for {
			time.Sleep(time.Millisecond)
			r.tick()
		}
	}()
}

func main() {
	go func() {
		for {
			time.Sleep(time.Second)
			logf("alive")
		}
	}()
	for i := range 50 {
		logf("line %d", i)
		reg.ensure()
		done := make(chan struct{})
		shared.submit(func() { close(done) })
		<-done
	}
	fmt.Println(runtime.NumGoroutine() < 10, clock.Load() > 0)
}
