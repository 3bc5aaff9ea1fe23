// Methods of a generic type that a loop calls: the field is one variable for all keys, or a copy is stored.
// prints: 2 1
package main

import "fmt"

type reader[T any] struct {
	cur  T
	kept map[string]*T
}

func (r *reader[T]) read(key string, v T) {
	r.cur = v
	r.kept[key] = &r.cur // want aliased-map-values
}

func (r *reader[T]) readAll(keys []string, vs []T) {
	for i, k := range keys {
		r.read(k, vs[i])
	}
}

func (r *reader[T]) copy(key string, v T) {
	r.cur = v
	own := r.cur
	r.kept[key] = &own
}

func (r *reader[T]) copyAll(keys []string, vs []T) {
	for i, k := range keys {
		r.copy(k, vs[i])
	}
}

func main() {
	r := &reader[int]{kept: map[string]*int{}}
	r.readAll([]string{"a", "b"}, []int{1, 2})
	s := &reader[int]{kept: map[string]*int{}}
	s.copyAll([]string{"a", "b"}, []int{1, 2})
	fmt.Println(*r.kept["a"], *s.kept["a"])
}
