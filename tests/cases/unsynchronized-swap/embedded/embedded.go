// The swapped pointer stands in an embedded struct, and in a struct behind a pointer in the handler's struct.
// race: two requests, one of them to an admin path, DATA RACE at the stores; clean: owners, whose lock is embedded.
package embedded

import (
	"fmt"
	"net/http"
	"sync"
)

type policy struct{ allow map[string]bool }

type state struct {
	policy *policy
	motd   string
}

type owners struct {
	sync.Mutex
	m map[string]string
}

type shared struct{ upstream http.Handler }

type Server struct {
	state
	owners
	shared *shared
}

func New() *Server {
	s := &Server{shared: &shared{}}
	s.policy = &policy{}
	s.shared.upstream = http.NotFoundHandler()
	s.m = map[string]string{}
	return s
}

func (s *Server) SetPolicy(w http.ResponseWriter, r *http.Request) {
	s.policy = &policy{allow: map[string]bool{r.FormValue("who"): true}} // want unsynchronized-swap
}

func (s *Server) SetUpstream(w http.ResponseWriter, r *http.Request) {
	s.shared.upstream = http.RedirectHandler(r.FormValue("to"), http.StatusFound) // want-possible unsynchronized-swap
}

func (s *Server) SetOwners(w http.ResponseWriter, r *http.Request) {
	s.Lock()
	defer s.Unlock()
	s.m = map[string]string{r.FormValue("what"): r.FormValue("who")}
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.policy.allow[r.FormValue("who")] {
		http.Error(w, "no", http.StatusForbidden)
		return
	}
	s.Lock()
	fmt.Fprintln(w, s.m[r.FormValue("what")], s.motd)
	s.Unlock()
	s.shared.upstream.ServeHTTP(w, r)
}
