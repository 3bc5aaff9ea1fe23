// Maps in maps: the inner map of a fixed outer key grows; inner maps that go with their outer entry do not.
// heap grows: hits["static"]; clean: perUser, whose entries are deleted as a whole.
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync"
)

var (
	mu      sync.Mutex
	hits    = map[string]map[string]int{"static": {}, "api": {}}
	perUser = map[string]map[string]int{}
)

func serve(w http.ResponseWriter, r *http.Request) {
	mu.Lock()
	defer mu.Unlock()
	hits["static"][r.URL.Path]++ // want unbounded-map
	user := r.FormValue("user")
	if perUser[user] == nil {
		perUser[user] = map[string]int{}
	}
	perUser[user][r.URL.Path]++
	fmt.Fprintln(w, "ok")
}

func leave(w http.ResponseWriter, r *http.Request) {
	mu.Lock()
	defer mu.Unlock()
	delete(perUser, r.FormValue("user"))
}

func main() {
	http.HandleFunc("/", serve)
	http.HandleFunc("/leave", leave)
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
