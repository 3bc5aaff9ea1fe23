// A decoder loop with its target outside, and a sync.Map of the addresses; a generic fold whose accumulator is shared.
// aliases: all devices have the last state; clean: loadFresh, perKey.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
)

type device struct {
	ID    string
	State string
}

type fleet struct {
	byID sync.Map
	last map[string]*device
}

func (f *fleet) load(r io.Reader) error {
	dec := json.NewDecoder(r)
	var d device
	for {
		err := dec.Decode(&d)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		f.byID.Store(d.ID, &d) // want aliased-map-values
	}
}

func (f *fleet) loadFresh(r io.Reader) error {
	dec := json.NewDecoder(r)
	for dec.More() {
		var d device
		if err := dec.Decode(&d); err != nil {
			return err
		}
		f.byID.Store(d.ID, &d)
	}
	return nil
}

func fold[K comparable, A, V any](vs []V, key func(V) K, step func(*A, V)) map[K]*A {
	out := make(map[K]*A)
	var acc A
	for _, v := range vs {
		step(&acc, v)
		out[key(v)] = &acc // want aliased-map-values
	}
	return out
}

func perKey[K comparable, A, V any](vs []V, key func(V) K, step func(*A, V)) map[K]*A {
	out := make(map[K]*A)
	for _, v := range vs {
		a, ok := out[key(v)]
		if !ok {
			a = new(A)
			out[key(v)] = a
		}
		step(a, v)
	}
	return out
}

func main() {
	f := &fleet{last: map[string]*device{}}
	fmt.Println(f.load(strings.NewReader(`{"ID":"a","State":"on"}{"ID":"b","State":"off"}`)))
	fmt.Println(f.loadFresh(strings.NewReader(`{"ID":"c"}`)))
	v, _ := f.byID.Load("a")
	fmt.Println(v)
	add := func(a *int, s string) { *a += len(s) }
	id := func(s string) string { return s }
	fmt.Println(*fold([]string{"x", "yy"}, id, add)["x"], *perKey([]string{"x", "yy"}, id, add)["x"])
}
