// Handlers that take a session out of the store and write it with no lock, while the sweeper reads it under the lock.
// race: DATA RACE at Seen and Flash; clean: flash (through Update), user (never written).
package main

import (
	"fmt"
	"log"
	"net/http"
	"time"

	"example.com/sessiontouch/store"
)

type app struct{ sessions *store.Store }

func (a *app) touch(w http.ResponseWriter, r *http.Request) {
	s, ok := a.sessions.Find(r.FormValue("sid"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	s.Seen = time.Now() // want guarded-pointer-escape
	fmt.Fprintln(w, s.User)
}

func (a *app) messages(w http.ResponseWriter, r *http.Request) {
	s, ok := a.sessions.Find(r.FormValue("sid"))
	if !ok {
		return
	}
	for _, m := range s.Flash { // want guarded-pointer-escape
		fmt.Fprintln(w, m)
	}
}

func (a *app) flash(w http.ResponseWriter, r *http.Request) {
	msg := r.FormValue("msg")
	a.sessions.Update(r.FormValue("sid"), func(s *store.Session) {
		s.Flash = append(s.Flash, msg)
		s.Seen = time.Now()
	})
}

func (a *app) login(w http.ResponseWriter, r *http.Request) {
	a.sessions.Add(r.FormValue("sid"), r.FormValue("user"))
}

func main() {
	a := &app{sessions: store.New()}
	go func() {
		for now := range time.Tick(time.Minute) {
			a.sessions.Expire(now.Add(-time.Hour))
		}
	}()
	http.HandleFunc("/touch", a.touch)
	http.HandleFunc("/messages", a.messages)
	http.HandleFunc("/flash", a.flash)
	http.HandleFunc("/login", a.login)
	log.Fatal(http.ListenAndServe("localhost:8184", nil))
}
