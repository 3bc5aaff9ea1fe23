// Values that are maps and slices: reading a nil inner map is fine, indexing a nil slice or a nil pointer to an array is not.
// panics: nothing but a nil pointer in peak; clean: all nil reads.
package main

import (
	"bufio"
	"fmt"
	"os"
)

type series struct {
	points []int
	marks  *[4]int
	meta   map[string]string
}

type store struct {
	byName map[string]*series
	tags   map[string]map[string]int
	names  map[string][]string
	done   map[string]chan struct{}
}

func (s *store) add(name string, v int) {
	sr, ok := s.byName[name]
	if !ok {
		sr = &series{meta: map[string]string{}}
		s.byName[name] = sr
	}
	sr.points = append(sr.points, v)
}

func (s *store) peak(name string) (best int) {
	for _, v := range s.byName[name].points { // want nil-map-value
		best = max(best, v)
	}
	return best
}

func (s *store) tag(name, tag string) int { return s.tags[name][tag] }

func (s *store) count(name string) (n int) {
	for range s.names[name] {
		n++
	}
	for range s.tags[name] {
		n++
	}
	return n + len(s.names[name]) + cap(s.names[name])
}

func (s *store) alias(name, as string) {
	s.names[name] = append(s.names[name], as)
}

func (s *store) finished(name string) bool {
	select {
	case <-s.done[name]:
		return true
	default:
		return false
	}
}

func main() {
	s := &store{byName: map[string]*series{}, tags: map[string]map[string]int{}, names: map[string][]string{}}
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		name := in.Text()
		if len(name) > 3 {
			s.add(name, len(name))
			s.alias(name, name[:3])
		}
		fmt.Println(s.tag(name, "x"), s.count(name), s.finished(name), s.peak(name))
	}
}
