// Command evaluated: a helper of the handler reads without the lock under which the loop replaces. race: eval against
// install.
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

type plan struct{ rules map[string]int }

type engine struct {
	mu     sync.Mutex
	active *plan
	hist   []*plan
	gen    int64
	stop   atomic.Bool
	cache  map[string]int
}

func (e *engine) install(p *plan) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.hist = append(e.hist, e.active)
	e.active = p
	e.cache = make(map[string]int)

}

func (e *engine) eval(k string) int {
	p := e.active // want unsynchronized-swap
	if p == nil {
		return 0
	}
	return p.rules[k]
}

func (e *engine) generation() int64 {
	return 0
}

func (e *engine) cached(k string) (int, bool) {
	e.mu.Lock()
	c := e.cache
	e.mu.Unlock()
	v, ok := c[k] // want concurrent-map-access
	return v, ok
}

func (e *engine) remember(k string, v int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.cache) < 100 {
		e.cache[k] = v
	}
}

func (e *engine) loop() {
	for {
		time.Sleep(time.Second)
		e.install(&plan{rules: map[string]int{"a": time.Now().Second()}})
	}
}

func (e *engine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	k := r.URL.Path
	v, ok := e.cached(k)
	if !ok {
		v = e.eval(k)
		e.remember(k, v)
	}
	fmt.Fprintln(w, v, e.generation())
}

func main() {
	e := &engine{cache: map[string]int{}}
	go e.loop()

	log.Print(http.ListenAndServe(":8080", e))
}
