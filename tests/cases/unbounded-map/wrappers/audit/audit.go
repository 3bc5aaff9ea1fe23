// Package audit remembers what it has seen.
package audit

import "sync"

type set struct {
	sync.Mutex
	m map[string]struct{}
}

var seen = struct {
	set
	n int
}{set: set{m: map[string]struct{}{}}}

func Seen(id string) bool {
	seen.Lock()
	defer seen.Unlock()
	_, ok := seen.m[id]
	seen.m[id] = struct{}{} // want unbounded-map
	seen.n++
	return ok
}
