// One object for many keys on purpose: a client, a default, a counter, an object with a list of its keys.
// clean: nothing overwrites them between the stores; what is counted or collected belongs to all keys.
package main

import (
	"log"
	"os"
	"sync"
	"sync/atomic"
)

type client struct {
	name string
	uses int
	keys []string
	hits atomic.Int64
	mu   sync.Mutex
}

func clients(hosts []string) map[string]*client {
	shared := &client{name: "shared"}
	m := map[string]*client{}
	for _, h := range hosts {
		m[h] = shared
	}
	shared.name = "ready"
	return m
}

func counted(hosts []string) map[string]*client {
	shared := &client{}
	m := map[string]*client{}
	for _, h := range hosts {
		shared.uses++
		shared.keys = append(shared.keys, h)
		shared.hits.Add(1)
		m[h] = shared
	}
	return m
}

var fallback = client{name: "fallback"}

func withDefault(hosts []string, known map[string]*client) map[string]*client {
	m := map[string]*client{}
	for _, h := range hosts {
		if c, ok := known[h]; ok {
			m[h] = c
		} else {
			m[h] = &fallback
		}
	}
	return m
}

func limits(hosts []string) map[string]*int {
	limit := 10
	if len(hosts) > 10 {
		limit = len(hosts)
	}
	m := map[string]*int{}
	for _, h := range hosts {
		m[h] = &limit
	}
	return m
}

func loggers(names []string) map[string]*log.Logger {
	l := log.New(os.Stderr, "", 0)
	m := map[string]*log.Logger{}
	for _, n := range names {
		l.Println("adding", n)
		m[n] = l
	}
	return m
}

func locks(names []string) map[string]*sync.Mutex {
	var mu sync.Mutex
	m := map[string]*sync.Mutex{}
	for _, n := range names {
		mu.Lock()
		m[n] = &mu
		mu.Unlock()
	}
	return m
}

func main() {
	hosts := []string{"a", "b"}
	if clients(hosts)["a"].name != "ready" || counted(hosts)["a"].uses != 2 || withDefault(hosts, nil)["a"] != &fallback {
		panic("clean")
	}
	if *limits(hosts)["a"] != 10 || len(loggers(nil)) != 0 || len(locks(hosts)) != 2 {
		panic("clean")
	}
}
