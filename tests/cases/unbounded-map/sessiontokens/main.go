// Sessions under random tokens: one table that logout empties, one that nothing empties, one under the hash of a body, one under cookies.
// heap grows: csrf, bodies, visitors; clean: sessions, byRole.
package main

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"log"
	"net/http"
	"sync"
	"time"
)

type session struct {
	user string
	at   time.Time
}

type server struct {
	mu       sync.Mutex
	sessions map[string]*session
	csrf     map[string]time.Time
	bodies   map[[32]byte]int
	visitors map[string]int
	byRole   map[string]int
}

func token() string {
	var b [16]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

func (s *server) login(w http.ResponseWriter, r *http.Request) {
	user, _, ok := r.BasicAuth()
	if !ok {
		http.Error(w, "who?", http.StatusUnauthorized)
		return
	}
	id := token()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions[id] = &session{user, time.Now()}
	s.csrf[token()] = time.Now() // want unbounded-map
	http.SetCookie(w, &http.Cookie{Name: "id", Value: id})
}

func (s *server) logout(w http.ResponseWriter, r *http.Request) {
	c, err := r.Cookie("id")
	if err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, c.Value)
	s.visitors[c.Value]++ // want unbounded-map
}

func (s *server) upload(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bodies[sha256.Sum256(body)]++ // want unbounded-map
	role := "guest"
	if r.Header.Get("Authorization") != "" {
		role = "user"
	}
	s.byRole[role]++
}

func main() {
	s := &server{sessions: map[string]*session{}, csrf: map[string]time.Time{}, bodies: map[[32]byte]int{}, visitors: map[string]int{}, byRole: map[string]int{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /login", s.login)
	mux.HandleFunc("POST /logout", s.logout)
	mux.HandleFunc("POST /upload", s.upload)
	log.Fatal(http.ListenAndServe("localhost:0", mux))
}
