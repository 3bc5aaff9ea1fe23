// A map in a map, under a key that is a field of the object: set by a method that sees to an entry, and by one that does not. And a value that is
// zero under the inner key, which says nothing of the outer one.
// panics: `currentkey stray v`; clean: `currentkey v`.
package main

import (
	"fmt"
	"os"
	"sync"
)

type loader struct {
	mu      sync.Mutex
	version string
	cache   map[string]map[string]int // version -> file -> lines
}

func (l *loader) lock(version string) {
	l.mu.Lock()
	l.version = version
	if _, ok := l.cache[version]; !ok {
		l.cache[version] = map[string]int{}
	}
}

func (l *loader) unlock() { l.mu.Unlock() }

// Between lock and unlock.
func (l *loader) load(name string) int {
	lines, ok := l.cache[l.version][name]
	if !ok {
		lines = len(name)
		l.cache[l.version][name] = lines // want-possible nil-map-write
	}
	return lines
}

type stray struct {
	version string
	cache   map[string]map[string]int
}

func (s *stray) open(version string) { s.version = version }

func (s *stray) enter(version string) { s.cache[version] = map[string]int{} }

func (s *stray) load(name string) int {
	lines, ok := s.cache[s.version][name]
	if !ok {
		lines = len(name)
		s.cache[s.version][name] = lines // want nil-map-write
	}
	return lines
}

type presence int

const (
	absent presence = iota
	present
	multiple
)

type result struct{ inList map[string]presence }

// Of keys that are all entered before.
type report struct{ results map[string]result }

func (r *report) count(key func() string, pos string) {
	k := key()
	switch r.results[k].inList[pos] {
	case absent:
		r.results[k].inList[pos] = present // want-possible nil-map-write
	case present:
		r.results[k].inList[pos] = multiple // want-possible nil-map-write
	}
}

func (r *report) countAny(key func() string, pos string) {
	k := key()
	if _, ok := r.results[k]; !ok {
		fmt.Println("unknown", k)
	}
	r.results[k].inList[pos] = present // want nil-map-write
}

func main() {
	r := &report{map[string]result{"a": {inList: map[string]presence{}}}}
	r.count(func() string { return "a" }, "left")
	r.countAny(func() string { return "a" }, "left")
	l := &loader{cache: map[string]map[string]int{}}
	s := &stray{cache: map[string]map[string]int{}}
	if len(os.Args) == 2 {
		l.lock(os.Args[1])
		fmt.Println(l.load("a.go"))
		l.unlock()
	}
	if len(os.Args) == 3 {
		s.enter(os.Args[1])
		s.open(os.Args[2])
		fmt.Println(s.load("a.go"))
	}
}
