// A sync.Map whose loads are tested in two places and not in a third.
// panics: Touch of an id that is not there, "interface conversion: interface is nil"; clean: the others.
package testedloads

import (
	"sync"
	"time"
)

type session struct {
	user string
	seen time.Time
}

type Sessions struct{ m sync.Map }

func (s *Sessions) Put(id string, v *session) { s.m.Store(id, v) }

func (s *Sessions) Get(id string) *session {
	v, ok := s.m.Load(id)
	if !ok {
		return nil
	}
	return v.(*session)
}

func (s *Sessions) Touch(id string) {
	v, _ := s.m.Load(id)
	v.(*session).seen = time.Now() // want nil-map-value
}

func (s *Sessions) User(id string) string {
	return s.Get(id).user // want-possible nil-map-value
}

func (s *Sessions) UserOr(id, def string) string {
	if x := s.Get(id); x != nil {
		return x.user
	}
	return def
}

func (s *Sessions) Take(id string) string {
	v, loaded := s.m.LoadAndDelete(id)
	if loaded {
		return v.(*session).user
	}
	return ""
}

func (s *Sessions) Each(f func(*session)) {
	s.m.Range(func(_, v any) bool {
		f(v.(*session))
		return true
	})
}
