// A sharded table in an array of a global, filled by remote addresses, and its twin that forgets.
// heap grows: the shards of clients; clean: those of live.
package main

import (
	"fmt"
	"hash/fnv"
	"log"
	"net/http"
	"sync"
)

type shard struct {
	mu sync.Mutex
	at map[string]int
}

type table [8]shard

func (t *table) of(key string) *shard {
	h := fnv.New32a()
	h.Write([]byte(key))
	return &t[h.Sum32()%8]
}

func (t *table) add(key string) {
	s := t.of(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.at == nil {
		s.at = make(map[string]int)
	}
	s.at[key]++ // want unbounded-map
}

type liveShard struct {
	mu sync.Mutex
	at map[string]int
}

type liveTable [8]liveShard

func (t *liveTable) enter(key string) func() {
	s := &t[len(key)%8]
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.at == nil {
		s.at = make(map[string]int)
	}
	s.at[key]++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.at[key]--; s.at[key] == 0 {
			delete(s.at, key)
		}
	}
}

var (
	clients table
	live    liveTable
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		defer live.enter(r.RemoteAddr)()
		clients.add(r.RemoteAddr)
		fmt.Fprintln(w, "ok")
	})
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
