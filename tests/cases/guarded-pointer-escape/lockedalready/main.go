// Command lockedalready: whoever calls Close says whether it has the lock already, and else Close takes it; Touch asks nobody.
// race: the writes of Touch against Close, DATA RACE; clean: Close.
package main

import (
	"fmt"
	"net/http"
	"sync"
)

type session struct {
	parent *manager
	id     string
	closed bool
	used   int
}

type manager struct {
	mu       sync.Mutex
	sessions map[string]*session
}

func (s *session) close(locked bool) {
	if !locked {
		s.parent.mu.Lock()
		defer s.parent.mu.Unlock()
	}
	if s.closed { // want-possible guarded-pointer-escape
		return
	}
	s.closed = true // want-possible guarded-pointer-escape
	delete(s.parent.sessions, s.id)
}

func (m *manager) get(id string) *session {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.sessions[id]
	if s == nil {
		s = &session{parent: m, id: id}
		m.sessions[id] = s
	}
	return s
}

func (m *manager) closeAll() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.sessions {
		s.close(true)
	}
}

func (m *manager) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch s := m.get(r.Host); r.URL.Path {
	case "/close":
		s.close(false)
	case "/all":
		m.closeAll()
	default:
		s.used++ // want guarded-pointer-escape
		fmt.Fprintln(w, s.id)
	}
}

func main() {
	m := &manager{sessions: map[string]*session{}}
	fmt.Println(http.ListenAndServe(":8080", m))
}
