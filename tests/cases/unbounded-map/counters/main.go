// Keys from a counter, from a clock and from randomness; their twins take entries out, wrap around, or have few values.
// heap grows: one entry for each job; clean: ring (16 keys), hours (24 keys), open jobs.
package main

import (
	"fmt"
	"log"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

type jobs struct {
	mu      sync.Mutex
	next    int
	serial  atomic.Uint64
	log     map[int]string
	spans   map[uint64]time.Time
	starts  map[int64]string
	tokens  map[uint64]bool
	ring    map[int]string
	hours   map[int]int
	dice    map[int]int
	pending map[int]string
}

var all = &jobs{
	log: map[int]string{}, spans: map[uint64]time.Time{}, starts: map[int64]string{}, tokens: map[uint64]bool{},
	ring: map[int]string{}, hours: map[int]int{}, dice: map[int]int{}, pending: map[int]string{},
}

func (j *jobs) add(w http.ResponseWriter, r *http.Request) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.next++
	j.log[j.next] = "added"                  // want unbounded-map
	j.spans[j.serial.Add(1)] = time.Now()    // want unbounded-map
	j.starts[time.Now().UnixNano()] = "here" // want unbounded-map
	j.tokens[rand.Uint64()] = true           // want unbounded-map
	j.ring[j.next%16] = "added"
	j.hours[time.Now().Hour()]++
	j.dice[rand.IntN(6)]++
	j.pending[j.next] = "added"
	fmt.Fprintln(w, j.next)
}

func (j *jobs) done(id int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	delete(j.pending, id)
}

func main() {
	http.HandleFunc("/add", all.add)
	go func() {
		for id := 1; ; id++ {
			time.Sleep(time.Second)
			all.done(id)
		}
	}()
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
