// Pointers that are replaced while requests read them, in a package of several files, with literals of all kinds: what a fix has to rewrite.
// race: a request during each reload, DATA RACE at each marked store.
package main

import (
	"fmt"
	"net/http"
)

type config struct {
	name  string
	limit int
}

func load(name string) *config { return &config{name: name, limit: len(name)} }

// ---- fields ----

type server struct {
	conf  *config // what is in use
	port  int
	other *config
}

func newServer(port int) *server { return &server{conf: load("first"), port: port} }

func parsed(port int) (*server, error) {
	return &server{
		conf:  load("parsed"),
		port:  port,
		other: nil,
	}, nil
}

func empty() *server {
	fresh := &server{conf: nil}
	return fresh
}

func (s *server) show(w http.ResponseWriter, r *http.Request) {
	c := s.conf
	fmt.Fprintln(w, c.name, s.conf.limit, (*s.conf).name)
}

// ---- variables ----

var fallback = &config{
	name:  "fallback",
	limit: 1,
}

var spare *config

func showFallback(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, fallback.name)
	if spare != nil {
		fmt.Fprintln(w, spare.name)
	}
}

func main() {
	s := newServer(80)
	if other, err := parsed(81); err == nil {
		s.other = other.conf
	}
	if e := empty(); e.conf == nil {
		fmt.Println("nothing yet")
	}
	http.HandleFunc("/", s.show)
	http.HandleFunc("/reload", s.reload)
	http.HandleFunc("/fallback", showFallback)
	http.HandleFunc("/replace", replaceFallback)
	fmt.Println(http.ListenAndServe("localhost:0", nil))
}
