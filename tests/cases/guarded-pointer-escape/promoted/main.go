// Helpers that are given what other helpers, which lock for themselves, take out of a package's map.
// race: the three promotions in parallel with /list; clean: /note, whose helper locks, and /joined, which is given a new player.
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync"
)

type player struct {
	name   string
	rank   int
	wins   int
	points int
	note   string
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

func get(name string) *player {
	playersMu.RLock()
	defer playersMu.RUnlock()
	return players[name]
}

func promote(p *player) {
	log.Print("promoted")
	p.rank++ // want guarded-pointer-escape
}

func won(p *player) {
	log.Print("won")
	p.wins++ // want guarded-pointer-escape
}

func scored(p *player, points int) {
	log.Print("scored")
	p.points += points // want guarded-pointer-escape
}

func note(p *player, text string) {
	playersMu.Lock()
	defer playersMu.Unlock()
	p.note = text
}

func welcome(p *player) *player {
	log.Print("welcome")
	p.joined = "now"
	return p
}

func rank(w http.ResponseWriter, r *http.Request) {
	p, err := lookup(r.FormValue("name"))
	if err != nil {
		return
	}
	promote(p)
	note(p, r.FormValue("note"))
}

func win(w http.ResponseWriter, r *http.Request) {
	if p := get(r.FormValue("name")); p != nil {
		won(p)
	}
}

func score(w http.ResponseWriter, r *http.Request) {
	playersMu.RLock()
	p := players[r.FormValue("name")]
	playersMu.RUnlock()
	if p == nil {
		return
	}
	scored(p, len(r.FormValue("points")))
}

func join(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	if len(name) > 20 || get(name) != nil {
		return
	}
	p := welcome(&player{name: name})
	playersMu.Lock()
	defer playersMu.Unlock()
	if len(players) < 1000 {
		players[name] = p
	}
}

func list(w http.ResponseWriter, r *http.Request) {
	playersMu.RLock()
	defer playersMu.RUnlock()
	for _, p := range players {
		fmt.Fprintln(w, p.name, p.rank, p.wins, p.points, p.note, p.joined)
	}
}

func main() {
	http.HandleFunc("/rank", rank)
	http.HandleFunc("/win", win)
	http.HandleFunc("/score", score)
	http.HandleFunc("/join", join)
	http.HandleFunc("/list", list)
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
