// Maps from functions, named results, clones and swaps; every one is made before it is written.
// clean: run.
package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

type set[T comparable] map[T]struct{}

func (s *set[T]) add(v T) {
	if *s == nil {
		*s = set[T]{}
	}
	(*s)[v] = struct{}{}
}

func group(words []string) (out map[byte][]string) {
	defer func() {
		if out == nil {
			out = map[byte][]string{}
		}
	}()
	for _, w := range words {
		if w == "" {
			continue
		}
		if out == nil {
			out = make(map[byte][]string)
		}
		out[w[0]] = append(out[w[0]], w)
	}
	return
}

func overlay(base, top map[string]int) map[string]int {
	out := maps.Clone(base)
	if out == nil {
		out = make(map[string]int, len(top))
	}
	for k, v := range top {
		out[k] = v
	}
	return out
}

func decode(text string) (map[string]any, error) {
	var m map[string]any
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return nil, err
	}
	if m == nil {
		m = map[string]any{}
	}
	m["decoded"] = true
	return m, nil
}

type batch struct {
	pending map[string]int
	flushed []map[string]int
}

func newBatch() *batch { return &batch{pending: make(map[string]int)} }

func (b *batch) add(k string) {
	b.pending[k]++
	if len(b.pending) >= 2 {
		b.flush()
	}
}

func (b *batch) flush() {
	done := b.pending
	b.pending = make(map[string]int, len(done))
	b.flushed = append(b.flushed, done)
}

type table [3]map[string]int

func newTable() (t table) {
	for i := range t {
		t[i] = make(map[string]int)
	}
	return t
}

func main() {
	var s set[string]
	for w := range strings.FieldsSeq("a b a") {
		s.add(w)
	}
	fmt.Println(slices.Sorted(maps.Keys(s)), len(group(nil)), group([]string{"ab", "ac", "b"}))
	fmt.Println(overlay(nil, map[string]int{"x": 1}), overlay(map[string]int{"y": 1}, nil))
	fmt.Println(decode("null"))
	fmt.Println(decode(`{"a":1}`))
	b := newBatch()
	for _, k := range []string{"a", "b", "c"} {
		b.add(k)
	}
	t := newTable()
	t[1]["x"] = 4
	fmt.Println(b.pending, b.flushed, t)
}
