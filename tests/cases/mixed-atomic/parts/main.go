// Command parts: one field of a package-level struct is atomic, another is not and has nothing to do with it. race: the
// plain read.
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync/atomic"
)

type gauges struct {
	open  int32
	total uint64
}

var g gauges

func track(f http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		atomic.AddInt32(&g.open, 1)
		defer atomic.AddInt32(&g.open, -1)
		g.total++
		f(w, r)
	}
}

func stats(w http.ResponseWriter, r *http.Request) {
	if g.open > 100 { // want mixed-atomic
		w.WriteHeader(503)
	}
	fmt.Fprintln(w, atomic.LoadInt32(&g.open))
}

func main() {
	http.HandleFunc("/", track(stats))
	log.Fatal(http.ListenAndServe(":8080", nil))
}
