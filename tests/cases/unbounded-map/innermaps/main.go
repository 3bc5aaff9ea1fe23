// Maps of maps of a server: an inner map per fixed region that grows with its visitors; inner maps that are dropped as a whole.
// grows: one entry per session in each region; clean: perDay (dropped), slices under fixed keys, the once-read file.
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync"
	"time"
)

type region string

const (
	east region = "east"
	west region = "west"
)

type visits struct {
	mu       sync.Mutex
	byRegion map[region]map[string]int
	perDay   map[int]map[string]bool
	log      map[region][]time.Time
}

func newVisits() *visits {
	return &visits{
		byRegion: map[region]map[string]int{east: {}, west: {}},
		perDay:   map[int]map[string]bool{},
		log:      map[region][]time.Time{},
	}
}

func regionOf(r *http.Request) region {
	if r.Header.Get("X-West") != "" {
		return west
	}
	return east
}

func (v *visits) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v.mu.Lock()
	defer v.mu.Unlock()
	now := time.Now()
	reg := regionOf(r)
	sid := r.FormValue("sid")
	v.byRegion[reg][sid]++ // want unbounded-map
	day, ok := v.perDay[now.YearDay()]
	if !ok {
		for d := range v.perDay {
			delete(v.perDay, d)
		}
		day = map[string]bool{}
		v.perDay[now.YearDay()] = day
	}
	day[sid] = true
	if l := v.log[reg]; len(l) < 100 {
		v.log[reg] = append(l, now)
	}
	fmt.Fprintln(w, len(day))
}

func main() {
	log.Fatal(http.ListenAndServe("localhost:8200", newVisits()))
}
