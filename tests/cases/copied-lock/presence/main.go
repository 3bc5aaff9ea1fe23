// Whether a key is there, one field, keys alone, and a new value: nothing with a lock in it is copied. The value itself is.
// seen: go vet -copylocks names these lines, and parameters and `_, ok` besides.
package main

import (
	"fmt"
	"sync"
)

type session struct {
	once sync.Once
	user string
}

type sessions map[int]session

func (s sessions) has(id int) bool {
	_, ok := s[id]
	return ok
}

func (s sessions) user(id int) string { return s[id].user }

func (s sessions) open(id int, user string) { s[id] = session{user: user} }

func (s sessions) ids() (all []int) {
	for id := range s {
		all = append(all, id)
	}
	return all
}

func (s sessions) get(id int) session {
	return s[id] // want copied-lock
}

func (s sessions) first() string {
	for _, one := range s { // want copied-lock
		return one.user
	}
	return ""
}

func main() {
	s := sessions{}
	s.open(1, "u")
	one := s.get(1)
	fmt.Println(s.has(1), s.user(1), s.ids(), s.first(), one.user)
}
