// A generic set whose zero value is a nil map: Add on one that was never made; a lazily made twin.
// panics: assignment to entry in nil map on the first event; clean: lazy, made, collected.
package main

import "fmt"

type Set[T comparable] map[T]struct{}

func (s Set[T]) Add(v T) { s[v] = struct{}{} } // want nil-map-write

func (s Set[T]) Has(v T) bool { _, ok := s[v]; return ok }

type Lazy[T comparable] struct{ m map[T]int }

func (l *Lazy[T]) Add(v T) {
	if l.m == nil {
		l.m = make(map[T]int)
	}
	l.m[v]++
}

type bus struct {
	topics Set[string]
	seen   Lazy[string]
	counts map[string]map[int]int
}

func (b *bus) publish(topic string, prio int) {
	b.seen.Add(topic)
	b.topics.Add(topic)
	inner, ok := b.counts[topic]
	if !ok {
		inner = make(map[int]int)
		b.counts[topic] = inner
	}
	inner[prio]++
}

func collect(words ...string) Set[string] {
	s := make(Set[string], len(words))
	for _, w := range words {
		s[w] = struct{}{}
	}
	return s
}

func main() {
	fmt.Println(collect("a", "b").Has("a"))
	b := &bus{counts: map[string]map[int]int{}}
	b.publish("start", 1)
	fmt.Println(b.topics.Has("start"))
}
