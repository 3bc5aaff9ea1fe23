// Keys that come out of objects by methods of an interface: of what else the object holds nothing gets into the key.
// grows: `partsofobjects` serves, and `byStamp` has an entry for each request; clean: `byName`.
package main

import (
	"log"
	"net/http"
	"time"
)

type entry interface {
	Name() string
	Stamp() string
}

type dir struct {
	name string
	made time.Time
}

func (d *dir) Name() string  { return d.name }
func (d *dir) Stamp() string { return d.made.Format(time.RFC3339Nano) }

type root struct{ made time.Time }

func (r *root) Name() string  { return "/" }
func (r *root) Stamp() string { return r.made.Format(time.RFC3339Nano) }

func open(top bool) entry {
	if top {
		return &root{made: time.Now()}
	}
	return &dir{name: "dir", made: time.Now()}
}

var byName, byStamp = map[string]int{}, map[string]int{}

func main() {
	requests := make(chan bool)
	go func() {
		for top := range requests {
			e := open(top)
			byName[e.Name()]++
			byStamp[e.Stamp()]++ // want unbounded-map
		}
	}()
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		requests <- r.URL.Path == "/"
	})
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
