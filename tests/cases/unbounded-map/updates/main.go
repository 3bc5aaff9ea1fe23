// A store under a key that is known to be there adds nothing; keys out of another table are as many as that has.
// clean: the maps have the size that init gave them.
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync"
)

var (
	mu     sync.Mutex
	votes  = map[string]int{"yes": 0, "no": 0}
	ids    = map[string]int{"ann": 1, "bob": 2}
	visits = map[int]int{}
)

func vote(w http.ResponseWriter, r *http.Request) {
	choice := r.FormValue("choice")
	mu.Lock()
	defer mu.Unlock()
	if _, ok := votes[choice]; ok {
		votes[choice]++
	}
	visits[ids[r.FormValue("name")]]++
	for key := range votes {
		votes[key] += 0
	}
	fmt.Fprintln(w, votes)
}

func main() {
	http.HandleFunc("/", vote)
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
