// Quotas per tenant and resource: the inner map of an unknown tenant is nil.
// panics: PUT for a new tenant, assignment to entry in nil map; clean: grant, which makes the inner map, and the nil reads.
package main

import (
	"fmt"
	"log"
	"net/http"
	"strconv"
	"sync"
)

type quotas struct {
	sync.Mutex
	byTenant map[string]map[string]int
	defaults map[string]int
}

func (q *quotas) set(w http.ResponseWriter, r *http.Request) {
	n, err := strconv.Atoi(r.FormValue("n"))
	if err != nil {
		http.Error(w, "bad n", http.StatusBadRequest)
		return
	}
	q.Lock()
	defer q.Unlock()
	q.byTenant[r.FormValue("tenant")][r.FormValue("resource")] = n // want nil-map-write
}

func (q *quotas) grant(w http.ResponseWriter, r *http.Request) {
	q.Lock()
	defer q.Unlock()
	t := r.FormValue("tenant")
	if q.byTenant[t] == nil {
		q.byTenant[t] = map[string]int{}
	}
	q.byTenant[t][r.FormValue("resource")]++
}

func (q *quotas) get(w http.ResponseWriter, r *http.Request) {
	q.Lock()
	defer q.Unlock()
	n, ok := q.byTenant[r.FormValue("tenant")][r.FormValue("resource")]
	if !ok {
		n = q.defaults[r.FormValue("resource")]
	}
	fmt.Fprintln(w, n)
}

func (q *quotas) drop(w http.ResponseWriter, r *http.Request) {
	q.Lock()
	defer q.Unlock()
	if r.FormValue("resource") != "" {
		delete(q.byTenant[r.FormValue("tenant")], r.FormValue("resource"))
		return
	}
	delete(q.byTenant, r.FormValue("tenant"))
}

func main() {
	q := &quotas{byTenant: map[string]map[string]int{}}
	http.HandleFunc("PUT /quota", q.set)
	http.HandleFunc("POST /quota", q.grant)
	http.HandleFunc("GET /quota", q.get)
	http.HandleFunc("DELETE /quota", q.drop)
	log.Fatal(http.ListenAndServe("localhost:8182", nil))
}
