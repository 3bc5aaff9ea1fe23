// Command rulelists keeps lists of rules in slices, which are three words: a request that reads while another one replaces may see the
// old length with the new array.
package main

import (
	"fmt"
	"log"
	"net/http"
	"strings"
	"sync"
)

var (
	mu      sync.Mutex
	allowed []string
	denied  []string
)

func allow(names []string) {
	allowed = names // want unsynchronized-swap
}

func deny(names []string) {
	mu.Lock()
	defer mu.Unlock()
	denied = names
}

func lists() (yes, no []string) {
	mu.Lock()
	defer mu.Unlock()
	return allowed, denied
}

func change(w http.ResponseWriter, r *http.Request) {
	names := strings.Split(r.FormValue("names"), ",")
	if r.FormValue("list") == "deny" {
		deny(names)
	} else {
		allow(names)
	}
}

func ask(w http.ResponseWriter, r *http.Request) {
	yes, no := lists()
	fmt.Fprintln(w, len(yes), len(no))
}

func main() {
	http.HandleFunc("/change", change)
	http.HandleFunc("/ask", ask)
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
