// Loops over iterators, channels, and generic functions.
// aliases: all keys have one pair; clean: the loop's own variables, which are new in each iteration.
package main

import (
	"iter"
	"maps"
	"slices"
)

type pair[K comparable, V any] struct {
	key   K
	value V
}

func collect[K comparable, V any](seq iter.Seq2[K, V]) map[K]*pair[K, V] {
	m := map[K]*pair[K, V]{}
	var p pair[K, V]
	for k, v := range seq {
		p = pair[K, V]{k, v}
		m[k] = &p // want aliased-map-values
	}
	return m
}

func drain(c <-chan int) map[int]*int {
	m := map[int]*int{}
	var v int
	for v = range c {
		m[v] = &v // want aliased-map-values
	}
	return m
}

func values[K comparable, V any](seq iter.Seq2[K, V]) map[K]*V {
	m := map[K]*V{}
	for k, v := range seq {
		m[k] = &v
	}
	return m
}

func clause(n int) map[int]*int {
	m := map[int]*int{}
	for i := 0; i < n; i++ {
		m[i] = &i
	}
	return m
}

func main() {
	src := map[string]int{"a": 1, "b": 2}
	if m := collect(maps.All(src)); m["a"] != m["b"] {
		panic("collect")
	}
	c := make(chan int, 2)
	c <- 1
	c <- 2
	close(c)
	if m := drain(c); m[1] != m[2] {
		panic("drain")
	}
	if m := collect(slices.All([]string{"x", "y"})); m[0].value != "y" {
		panic("collect")
	}
	if *values(maps.All(src))["a"] != 1 || *clause(2)[0] != 0 {
		panic("clean")
	}
}
