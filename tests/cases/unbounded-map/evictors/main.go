// Maps of a server that stay small in their own ways: a hashed key, random eviction, a helper's cap, expiry by timer, LoadAndDelete.
// clean: sizes are bounded after 1e6 requests; only the nonce table grows.
package main

import (
	"crypto/rand"
	"fmt"
	"hash/maphash"
	"log"
	"net/http"
	"sync"
	"time"
)

const maxEntries = 256

type cache struct {
	mu     sync.Mutex
	seed   maphash.Seed
	stripe map[uint64]int
	random map[string]int
	capped map[string]int
	timed  map[string]int
	nonces map[string]time.Time
	waits  sync.Map
	codes  map[int]int
}

func (c *cache) room() bool { return len(c.capped) < maxEntries }

func (c *cache) evictOne() {
	for k := range c.random {
		delete(c.random, k)
		return
	}
}

func (c *cache) expire(k string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.timed, k)
}

func (c *cache) nonce() string {
	var b [8]byte
	rand.Read(b[:])
	n := fmt.Sprintf("%x", b)
	c.nonces[n] = time.Now() // want unbounded-map
	return n
}

func (c *cache) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	ch := make(chan string, 1)
	c.waits.Store(path, ch)
	defer c.waits.Delete(path)

	c.mu.Lock()
	defer c.mu.Unlock()
	c.stripe[maphash.String(c.seed, path)%64]++
	if len(c.random) >= maxEntries {
		c.evictOne()
	}
	c.random[path]++
	if c.room() {
		c.capped[path]++
	}
	c.timed[path]++
	time.AfterFunc(time.Minute, func() { c.expire(path) })
	code := http.StatusOK
	if path == "/" {
		code = http.StatusNoContent
	}
	c.codes[code]++
	w.Header().Set("Nonce", c.nonce())
	w.WriteHeader(code)
}

func (c *cache) check(n string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	at, ok := c.nonces[n]
	return ok && time.Since(at) < time.Minute
}

func main() {
	c := &cache{
		seed:   maphash.MakeSeed(),
		stripe: map[uint64]int{},
		random: map[string]int{},
		capped: map[string]int{},
		timed:  map[string]int{},
		nonces: map[string]time.Time{},
		codes:  map[int]int{},
	}
	http.Handle("/", c)
	http.HandleFunc("/check", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, c.check(r.FormValue("n"))) })
	log.Fatal(http.ListenAndServe("localhost:8204", nil))
}
