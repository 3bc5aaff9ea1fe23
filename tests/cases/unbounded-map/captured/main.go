// Locals of main that a registered handler captures live as long as the server; a handler's own map does not.
// heap grows: 1000 names, 1000 entries; clean: byLength (64 keys), and the map of one request.
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync"
)

func main() {
	var mu sync.Mutex
	greeted := make(map[string]int)
	byLength := make(map[int]int)
	http.HandleFunc("/hello", func(w http.ResponseWriter, r *http.Request) {
		name := r.FormValue("name")
		mu.Lock()
		greeted[name]++ // want unbounded-map
		byLength[len(name)&63]++
		n := greeted[name]
		mu.Unlock()
		fields := map[string]int{}
		for key, values := range r.Form {
			fields[key] = len(values)
		}
		fmt.Fprintln(w, "hello", name, n, len(fields))
	})
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
