// A key that is one of a few, or else a name for all others, is bounded, however it comes to that; a default for none is not.
// heap grows: agents; clean: codes, kinds.
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync"
)

var (
	mu     sync.Mutex
	codes  = map[string]int{}
	kinds  = map[string]int{}
	agents = map[string]int{}
)

func code(w http.ResponseWriter, r *http.Request) {
	code := "none"
	switch c := r.FormValue("c"); c {
	case "a", "b":
		code = c
	}
	mu.Lock()
	codes[code]++
	mu.Unlock()
}

func kind(w http.ResponseWriter, r *http.Request) {
	kind := r.FormValue("kind")
	if kind != "small" && kind != "large" {
		kind = "other"
	}
	mu.Lock()
	kinds[kind]++
	mu.Unlock()
}

func agent(w http.ResponseWriter, r *http.Request) {
	name := r.UserAgent()
	if name == "" {
		name = "unknown"
	}
	mu.Lock()
	agents[name]++ // want unbounded-map
	fmt.Fprintln(w, len(agents))
	mu.Unlock()
}

func main() {
	http.HandleFunc("/code", code)
	http.HandleFunc("/kind", kind)
	http.HandleFunc("/agent", agent)
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
