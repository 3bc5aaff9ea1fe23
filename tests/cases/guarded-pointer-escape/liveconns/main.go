// Command liveconns: a helper takes the object out of a package-level table under its lock; the handler changes it
// without. race: touch against reap.
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync"
	"time"
)

type conn struct {
	id   string
	seen time.Time
	n    int
}

type table struct {
	sync.Mutex
	conns map[string]*conn
}

var live = table{conns: map[string]*conn{}}

func lookup(id string) *conn {
	live.Lock()
	defer live.Unlock()
	c, ok := live.conns[id]
	if !ok {
		c = &conn{id: id}
		live.conns[id] = c
	}
	return c
}

func touch(w http.ResponseWriter, r *http.Request) {
	c := lookup(r.FormValue("id"))
	c.seen = time.Now() // want guarded-pointer-escape
	fmt.Fprintln(w, c.id)
}

func reap() {
	for range time.Tick(time.Minute) {
		live.Lock()
		for id, c := range live.conns {
			if time.Since(c.seen) > time.Hour {
				delete(live.conns, id)
			}
		}
		live.Unlock()
	}
}

func main() {
	go reap()
	http.HandleFunc("/touch", touch)
	log.Fatal(http.ListenAndServe(":8080", nil))
}
