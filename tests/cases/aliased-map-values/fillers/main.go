// A zero variable that a function value or an interface's method fills for each key.
// aliases: both entries of each bad map are one object; clean: settings that a callback only reads are shared on purpose.
package main

import (
	"fmt"
	"strings"
	"sync"
)

type rec struct{ id, text string }

type source interface{ Fetch(key string, into *rec) bool }

type texts struct{}

func (texts) Fetch(key string, into *rec) bool {
	into.id, into.text = key, strings.ToUpper(key)
	return true
}

func collect(keys []string, fill func(string, *rec)) map[string]*rec {
	out := make(map[string]*rec)
	var r rec
	for _, key := range keys {
		fill(key, &r)
		out[key] = &r // want aliased-map-values
	}
	return out
}

func collectAny[T any](keys []string, fill func(string, *T) error) (map[string]*T, error) {
	out := make(map[string]*T)
	var t T
	for _, key := range keys {
		if err := fill(key, &t); err != nil {
			return nil, err
		}
		out[key] = &t // want aliased-map-values
	}
	return out, nil
}

func fetch(keys []string, from source) map[string]*rec {
	out := make(map[string]*rec)
	var r rec
	for _, key := range keys {
		if from.Fetch(key, &r) {
			out[key] = &r // want aliased-map-values
		}
	}
	return out
}

func collectFresh(keys []string, fill func(string, *rec)) map[string]*rec {
	out := make(map[string]*rec)
	for _, key := range keys {
		var r rec
		fill(key, &r)
		out[key] = &r
	}
	return out
}

func collectCopies(keys []string, fill func(string, *rec)) map[string]rec {
	out := make(map[string]rec)
	var r rec
	for _, key := range keys {
		fill(key, &r)
		out[key] = r
	}
	return out
}

// One setting for all, which check reads.
func settings(keys []string, check func(string, *rec) bool) map[string]*rec {
	out := make(map[string]*rec)
	common := rec{id: "common"}
	for _, key := range keys {
		if check(key, &common) {
			out[key] = &common
		}
	}
	return out
}

func locks(keys []string, guard func(string, *sync.Mutex)) map[string]*sync.Mutex {
	out := make(map[string]*sync.Mutex)
	var mu sync.Mutex
	for _, key := range keys {
		guard(key, &mu)
		out[key] = &mu
	}
	return out
}

func main() {
	keys := []string{"a", "b"}
	fill := func(k string, r *rec) { r.id = k }
	a := collect(keys, fill)
	b, _ := collectAny(keys, func(k string, r *rec) error { r.id = k; return nil })
	c := fetch(keys, texts{})
	fmt.Println(a["a"] == a["b"], b["a"] == b["b"], c["a"] == c["b"])
	d := collectFresh(keys, fill)
	fmt.Println(d["a"].id, collectCopies(keys, fill)["a"].id, len(settings(keys, func(string, *rec) bool { return true })),
		len(locks(keys, func(string, *sync.Mutex) {})))
}
