// Counts by error of each host, of which there are few: the first entry of a map that is made for it, and one for each request.
// grows: `firstentry` serves, and the counts of `other` take what requests say; clean: those of `first`.
package main

import (
	"log"
	"net/http"
	"sync"
)

var (
	mu    sync.Mutex
	first = map[string]map[string]int{}
	other = map[string]map[string]int{}
)

var hosts = map[string]bool{"a": true, "b": true}

func noteFirst(host, text string) {
	mu.Lock()
	defer mu.Unlock()
	if !hosts[host] {
		return
	}
	if _, ok := first[host]; !ok {
		m := map[string]int{}
		first[host] = m
		m[text]++
	}
}

func note(host, text string) {
	mu.Lock()
	defer mu.Unlock()
	if !hosts[host] {
		return
	}
	m, ok := other[host]
	if !ok {
		m = map[string]int{}
		other[host] = m
	}
	m[text]++ // want unbounded-map
}

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		noteFirst(r.FormValue("host"), r.FormValue("text"))
		note(r.FormValue("host"), r.FormValue("text"))
	})
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
