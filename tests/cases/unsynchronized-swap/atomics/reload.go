package main

import "net/http"

func (s *server) reload(w http.ResponseWriter, r *http.Request) {
	s.conf = load(r.FormValue("name")) // want unsynchronized-swap
}

func replaceFallback(w http.ResponseWriter, r *http.Request) {
	if r.FormValue("spare") != "" {
		spare = load("spare") // want unsynchronized-swap
		return
	}
	fallback = load(r.FormValue("name")) // want unsynchronized-swap
}
