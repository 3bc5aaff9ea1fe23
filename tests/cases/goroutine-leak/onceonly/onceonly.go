// Loops of the process: started once, whoever asks for them.
// clean: Lazy, Bound, Flagged, Swapped and init start one goroutine each; leaks: Always and PerObject start one a call.
package onceonly

import (
	"sync"
	"sync/atomic"
	"time"
)

func loop(f func()) {
	for {
		f()
		time.Sleep(time.Millisecond)
	}
}

func Always(f func()) {
	go loop(f) // want goroutine-leak
}

func PerObject(fs []func()) {
	for _, f := range fs {
		go loop(f) // want goroutine-leak
	}
}

func init() {
	go loop(func() {})
}

var lazy sync.Once

func Lazy(f func()) {
	lazy.Do(func() { go loop(f) })
}

type collector struct{ once sync.Once }

func (c *collector) begin() { go loop(func() {}) }

var collected collector

func Bound() { collected.once.Do(collected.begin) }

var begin = sync.OnceFunc(func() { go loop(func() {}) })

func Func() { begin() }

var (
	mu      sync.Mutex
	started bool
)

func Flagged(f func()) {
	mu.Lock()
	defer mu.Unlock()
	if started {
		return
	}
	started = true
	go loop(f)
}

var running int32

func Swapped(f func()) {
	if atomic.CompareAndSwapInt32(&running, 0, 1) {
		go loop(f)
	}
}

var active atomic.Bool

func Exchanged(f func()) {
	if active.Swap(true) {
		return
	}
	go loop(f)
}

type pool struct{ name string }

var shared *pool

func Shared() *pool {
	if shared == nil {
		shared = &pool{"shared"}
		go loop(func() {})
	}
	return shared
}
