// A goroutine that serves sets its tables before it does, then another one replaces them.
// race: reload replaces the hosts while requests read them; clean: setUp has run when the first request comes.
package main

import (
	"bufio"
	"net/http"
	"os"
	"time"
)

var (
	hosts  map[string]bool
	paths  map[string]string
	prefix string
)

func setUp() {
	paths = map[string]string{"/": "index", "/about": "about"}
	prefix = os.Getenv("PREFIX")
}

func reload() {
	next := map[string]bool{}
	if f, err := os.Open("hosts.txt"); err == nil {
		for s := bufio.NewScanner(f); s.Scan(); {
			next[s.Text()] = true
		}
		f.Close()
	}
	hosts = next // want unsynchronized-swap
}

func watch() {
	for range time.Tick(time.Minute) {
		reload()
	}
}

func handle(w http.ResponseWriter, r *http.Request) {
	if !hosts[r.Host] {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.Write([]byte(prefix + paths[r.URL.Path]))
}

func listen() {
	setUp()
	http.HandleFunc("/", handle)
	if err := http.ListenAndServe(":8080", nil); err != nil {
		os.Exit(1)
	}
}

func main() {
	go listen()
	go watch()
	select {}
}
