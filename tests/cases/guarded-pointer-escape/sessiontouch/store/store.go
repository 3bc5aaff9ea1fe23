// Package store keeps the sessions.
package store

import (
	"sync"
	"time"
)

type Session struct {
	ID    string
	User  string
	Seen  time.Time
	Flash []string
}

type Store struct {
	mu       sync.RWMutex
	sessions map[string]*Session
}

func New() *Store { return &Store{sessions: map[string]*Session{}} }

func (s *Store) Find(id string) (*Session, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	sess, ok := s.sessions[id]
	return sess, ok
}

func (s *Store) Add(id, user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions[id] = &Session{ID: id, User: user, Seen: time.Now()}
}

func (s *Store) Update(id string, f func(*Session)) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	sess, ok := s.sessions[id]
	if ok {
		f(sess)
	}
	return ok
}

func (s *Store) Expire(before time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, sess := range s.sessions {
		if sess.Seen.Before(before) {
			delete(s.sessions, id)
		}
	}
}
