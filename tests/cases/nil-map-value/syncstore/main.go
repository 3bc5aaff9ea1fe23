// sync.Map gives nil interfaces: an assertion on one panics, whatever the key's history.
// panics: `syncstore get x`, `syncstore drop x`, `syncstore taken x`; clean: `syncstore ok x`.
package main

import (
	"fmt"
	"os"
	"sync"
)

type session struct{ user string }

type sessions struct{ m sync.Map }

func (s *sessions) get(id string) *session {
	v, _ := s.m.Load(id)
	return v.(*session) // want nil-map-value
}

func (s *sessions) drop(id string) string {
	s.m.Delete(id)
	v, _ := s.m.Load(id)
	return v.(*session).user // want nil-map-value
}

func (s *sessions) taken(id string) string {
	v, loaded := s.m.LoadAndDelete(id)
	if !loaded {
		fmt.Println("no session", id)
	}
	return v.(*session).user // want nil-map-value
}

func (s *sessions) find(id string) (*session, bool) {
	v, ok := s.m.Load(id)
	if !ok {
		return nil, false
	}
	return v.(*session), true
}

func (s *sessions) open(id string) *session {
	v, _ := s.m.LoadOrStore(id, &session{user: id})
	return v.(*session)
}

func (s *sessions) soft(id string) string {
	v, _ := s.m.Load(id)
	if t, ok := v.(*session); ok {
		return t.user
	}
	return ""
}

func main() {
	s := &sessions{}
	switch id := os.Args[2]; os.Args[1] {
	case "get":
		fmt.Println(s.get(id))
	case "drop":
		fmt.Println(s.drop(id))
	case "taken":
		fmt.Println(s.taken(id))
	default:
		if t, ok := s.find(id); ok {
			fmt.Println(t.user)
		}
		fmt.Println(s.open(id).user, s.soft(id))
	}
}
