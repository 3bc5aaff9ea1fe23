// Scores in a sync.Map, changed by handlers: load and store with nothing in between that fails; and with compare-and-swap.
// lost: 100 parallel posts leave fewer than 100; clean: cas, once, reset.
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync"
)

type board struct{ scores sync.Map }

func (b *board) get(name string) int {
	if v, ok := b.scores.Load(name); ok {
		return v.(int)
	}
	return 0
}

func (b *board) bump(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	n := b.get(name)
	b.scores.Store(name, n+1) // want lost-update
	fmt.Fprintln(w, n)
}

func (b *board) cas(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	for {
		old, loaded := b.scores.LoadOrStore(name, 1)
		if !loaded || b.scores.CompareAndSwap(name, old, old.(int)+1) {
			return
		}
	}
}

func (b *board) reset(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	fmt.Fprintln(w, "was", b.get(name))
	b.scores.Delete(name)
}

func main() {
	b := &board{}
	http.HandleFunc("/bump", b.bump)
	http.HandleFunc("/cas", b.cas)
	http.HandleFunc("/reset", b.reset)
	log.Fatal(http.ListenAndServe("localhost:8187", nil))
}
