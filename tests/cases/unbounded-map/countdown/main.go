// Counters by what a request names: one line counts up, which makes entries, another counts down what is there.
// heap grows: seen, an entry for each name; the line that counts down makes none.
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync"
)

var (
	mu   sync.Mutex
	seen = map[string]int{}
	left = map[string]int{"a": 10, "b": 10}
)

func report(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	mu.Lock()
	defer mu.Unlock()
	if seen[name] > 2 {
		fmt.Fprintln(w, "again", name)
		seen[name]--
		seen[name]--
	}
	seen[name]++ // want unbounded-map
}

func take(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	mu.Lock()
	defer mu.Unlock()
	if left[name] > 0 {
		left[name]--
	}
}

func main() {
	http.HandleFunc("/report", report)
	http.HandleFunc("/take", take)
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
