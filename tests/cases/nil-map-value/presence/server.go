package presence

import (
	"fmt"
	"net/http"
	"time"
)

type user struct {
	name string
	seen time.Time
	role *role
}

type role struct{ level int }

type Server struct {
	users *Table[string, *user]
	roles *Table[int, *role]
}

func NewServer() *Server {
	return &Server{users: NewTable[string, *user](), roles: NewTable[int, *role]()}
}

func (s *Server) whoami(w http.ResponseWriter, r *http.Request) {
	c, err := r.Cookie("sid")
	if err != nil {
		http.Error(w, "no cookie", http.StatusUnauthorized)
		return
	}
	u, _ := s.users.Get(c.Value)
	fmt.Fprintln(w, u.name) // want nil-map-value
}

func (s *Server) name(w http.ResponseWriter, r *http.Request) {
	u, found := s.users.Get(r.FormValue("sid"))
	switch {
	case !found:
		http.NotFound(w, r)
	case u.name == "":
		fmt.Fprintln(w, "anonymous")
	default:
		fmt.Fprintln(w, u.name)
	}
}

func (s *Server) touch(w http.ResponseWriter, r *http.Request) {
	u := s.users.GetOrCreate(r.FormValue("sid"), func() *user { return &user{name: "guest", seen: time.Now()} })
	fmt.Fprintln(w, u.seen)
}

func (s *Server) level(w http.ResponseWriter, r *http.Request) {
	rl, ok := s.roles.Get(len(r.URL.Path))
	if !ok || rl == nil {
		return
	}
	fmt.Fprintln(w, rl.level)
}

func (s *Server) Routes(mux *http.ServeMux) {
	mux.HandleFunc("/whoami", s.whoami)
	mux.HandleFunc("/name", s.name)
	mux.HandleFunc("/touch", s.touch)
	mux.HandleFunc("/level", s.level)
}
