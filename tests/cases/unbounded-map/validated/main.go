// Keys that are checked against a list, a table or a switch before they are used are bounded; a check for "" is none.
// heap grows: free; clean: byRole, byUnit, byPlan, byCode.
package main

import (
	"fmt"
	"log"
	"net/http"
	"slices"
	"strconv"
	"sync"
)

var (
	mu     sync.Mutex
	roles  = map[string]int{"admin": 1, "user": 2}
	units  = []string{"kg", "m", "s"}
	free   = map[string]int{}
	byRole = map[string]int{}
	byUnit = map[string]int{}
	byPlan = map[string]int{}
	byCode = map[int]int{}
)

func plan(r *http.Request) (string, bool) {
	switch p := r.FormValue("plan"); p {
	case "small", "large":
		return p, true
	}
	return "", false
}

func count(w http.ResponseWriter, r *http.Request) {
	mu.Lock()
	defer mu.Unlock()
	if name := r.FormValue("name"); name != "" {
		free[name]++ // want unbounded-map
	}
	role := r.FormValue("role")
	if _, ok := roles[role]; !ok {
		http.Error(w, "no such role", http.StatusBadRequest)
		return
	}
	byRole[role]++
	if unit := r.FormValue("unit"); slices.Contains(units, unit) {
		byUnit[unit]++
	}
	if p, ok := plan(r); ok {
		byPlan[p]++
	}
	if code, err := strconv.Atoi(r.FormValue("code")); err == nil && code > 0 && code < 100 {
		byCode[code]++
	}
	fmt.Fprintln(w, len(free))
}

func main() {
	http.HandleFunc("/", count)
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
