// Command stopflag: a flag that stops the loop is no order for what the loop replaces. race: install against eval.
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
	stop   atomic.Bool
	mu     sync.Mutex
	active *plan
}

func (e *engine) install(p *plan) {

	e.active = p // want unsynchronized-swap
}

func (e *engine) eval(k string) int {
	p := e.active
	if p == nil {
		return 0
	}
	return p.rules[k]
}

func (e *engine) loop() {
	for !e.stop.Load() {
		time.Sleep(time.Second)
		e.install(&plan{rules: map[string]int{"a": time.Now().Second()}})
	}
}

func (e *engine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, e.eval(r.URL.Path))
}

func main() {
	e := &engine{}
	defer e.stop.Store(true)
	go e.loop()
	log.Print(http.ListenAndServe(":8080", e))
}
