// Helpers that look up for others: (value, error), (value, bool), a presence test, a test that ends the program or not.
// panics: `helpersays ignored x`, `helpersays warned x`, `helpersays negated x`, `helpersays bare x`; clean: `helpersays ok a`.
package main

import (
	"errors"
	"fmt"
	"log"
	"os"
)

type user struct{ name string }

type dir struct{ users map[string]*user }

var errUnknown = errors.New("unknown user")

func (d *dir) find(id string) (*user, error) {
	u := d.users[id]
	if u == nil {
		return nil, errUnknown
	}
	return u, nil
}

func (d *dir) lookup(id string) (*user, bool) {
	u, ok := d.users[id]
	return u, ok
}

func (d *dir) has(id string) bool { return d.users[id] != nil }

func (d *dir) bare(id string) *user { return d.users[id] }

func require(ok bool, id string) {
	if !ok {
		fmt.Fprintln(os.Stderr, "no user", id)
		os.Exit(1)
	}
}

func warn(ok bool, id string) {
	if !ok {
		log.Println("no user", id)
	}
}

func (d *dir) ignored(id string) string {
	u, _ := d.find(id)
	return u.name // want nil-map-value
}

func (d *dir) warned(id string) string {
	u, ok := d.lookup(id)
	warn(ok, id)
	return u.name // want nil-map-value
}

func (d *dir) negated(id string) string {
	if d.has(id) {
		return "known"
	}
	return d.users[id].name // want nil-map-value
}

func (d *dir) handled(id string) string {
	u, err := d.find(id)
	if errors.Is(err, errUnknown) || err != nil {
		return "nobody"
	}
	return u.name
}

func (d *dir) required(id string) string {
	u, ok := d.lookup(id)
	require(ok, id)
	return u.name
}

func (d *dir) tested(id string) string {
	if !d.has(id) {
		return ""
	}
	return d.users[id].name
}

func main() {
	d := &dir{users: map[string]*user{"a": {"Ada"}}}
	switch id := os.Args[2]; os.Args[1] {
	case "ignored":
		fmt.Println(d.ignored(id))
	case "warned":
		fmt.Println(d.warned(id))
	case "negated":
		fmt.Println(d.negated(id))
	case "bare":
		fmt.Println(d.bare(id).name) // want nil-map-value
	default:
		fmt.Println(d.handled(id), d.required(id), d.tested(id))
	}
}
