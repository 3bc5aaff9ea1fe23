// Maps in an array and in structs below a pointer: each is shared as the object that leads to it.
// race: two requests, DATA RACE at the counts; clean: the shards, which have locks of their own.
package main

import (
	"log"
	"net/http"
	"sync"
)

type shard struct {
	mu sync.Mutex
	m  map[int]int
}

type app struct {
	codes  [3]map[int]int
	shards [4]shard
}

func newApp() *app {
	a := &app{}
	for i := range a.codes {
		a.codes[i] = map[int]int{}
	}
	for i := range a.shards {
		a.shards[i].m = map[int]int{}
	}
	return a
}

func (a *app) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	code := http.StatusOK
	if r.URL.Path != "/" {
		code = http.StatusNotFound
	}
	a.codes[code%3][code]++ // want concurrent-map-access
	s := &a.shards[len(r.URL.Path)%4]
	s.mu.Lock()
	s.m[code]++
	s.mu.Unlock()
	w.WriteHeader(code)
}

func main() { log.Fatal(http.ListenAndServe("localhost:8080", newApp())) }
