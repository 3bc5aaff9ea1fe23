// What expvar is given is called for each request that asks.
// race: /debug/vars beside /, DATA RACE at the range; clean: errors, whose function takes the lock.
package main

import (
	"expvar"
	"fmt"
	"log"
	"maps"
	"net/http"
	"sync"
)

var (
	mu     sync.Mutex
	counts = map[string]int{"get": 0, "post": 0}
	errs   = map[string]int{"get": 0, "post": 0}
)

func kind(r *http.Request) string {
	if r.Method == http.MethodPost {
		return "post"
	}
	return "get"
}

func serve(w http.ResponseWriter, r *http.Request) {
	mu.Lock()
	counts[kind(r)]++
	if r.URL.Path != "/" {
		errs[kind(r)]++
	}
	mu.Unlock()
	fmt.Fprintln(w, "ok")
}

func main() {
	expvar.Publish("errors", expvar.Func(func() any {
		mu.Lock()
		defer mu.Unlock()
		return maps.Clone(errs)
	}))
	expvar.Publish("sum", expvar.Func(func() any {
		n := 0
		for _, c := range counts { // want concurrent-map-access
			n += c
		}
		return n
	}))
	http.HandleFunc("/", serve)
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
