// Package-level registries: a map and its mutex as globals, handlers that write through what the lookup function gives.
// race: /ban and /rank in parallel with /list, DATA RACE at the writes; clean: /rename, and joined, which is written before the store.
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync"
)

type player struct {
	name   string
	banned bool
	rank   int
	joined string
}

var (
	playersMu sync.RWMutex
	players   = map[string]*player{}
)

func lookup(name string) (*player, error) {
	playersMu.RLock()
	defer playersMu.RUnlock()
	if p, ok := players[name]; ok {
		return p, nil
	}
	return nil, fmt.Errorf("no player %q", name)
}

func join(w http.ResponseWriter, r *http.Request) {
	p := &player{name: r.FormValue("name")}
	p.joined = r.RemoteAddr
	playersMu.Lock()
	players[p.name] = p
	playersMu.Unlock()
}

func ban(w http.ResponseWriter, r *http.Request) {
	p, err := lookup(r.FormValue("name"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	p.banned = true // want guarded-pointer-escape
}

func rank(w http.ResponseWriter, r *http.Request) {
	p, err := lookup(r.FormValue("name"))
	if err != nil {
		return
	}
	promote(p)
}

func promote(p *player) {
	p.rank++ // want guarded-pointer-escape
}

func rename(w http.ResponseWriter, r *http.Request) {
	playersMu.Lock()
	defer playersMu.Unlock()
	if p, ok := players[r.FormValue("name")]; ok {
		delete(players, p.name)
		p.name = r.FormValue("to")
		players[p.name] = p
	}
}

func list(w http.ResponseWriter, r *http.Request) {
	playersMu.RLock()
	defer playersMu.RUnlock()
	for _, p := range players {
		fmt.Fprintln(w, p.name, p.banned, p.rank, p.joined)
	}
}

func main() {
	http.HandleFunc("/join", join)
	http.HandleFunc("/ban", ban)
	http.HandleFunc("/rank", rank)
	http.HandleFunc("/rename", rename)
	http.HandleFunc("/list", list)
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
