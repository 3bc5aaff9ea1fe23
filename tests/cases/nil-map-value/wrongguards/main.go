// Guards that prove nothing: an ok of another map, a message with no return, an error that is nil for an absent row.
// panics: unknown user at each; clean: the right ok, the return, the sentinel.
package main

import (
	"errors"
	"fmt"
	"log"
	"net/http"
)

type user struct {
	name  string
	quota *quota
}

type quota struct{ left int }

type directory struct {
	users  map[string]*user
	quotas map[string]*quota // want map-value-cost
	groups map[string]*group
}

type group struct {
	label   string
	members []string
}

var errAbsent = errors.New("absent")

func (d *directory) find(name string) (*user, error) {
	if name == "" {
		return nil, errAbsent
	}
	return d.users[name], nil
}

func (d *directory) findStrict(name string) (*user, error) {
	u, ok := d.users[name]
	if !ok {
		return nil, errAbsent
	}
	return u, nil
}

func (d *directory) left(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("user")
	_, ok := d.users[name]
	q := d.quotas[name]
	if ok {
		fmt.Fprintln(w, q.left) // want nil-map-value
	}
}

func (d *directory) hello(w http.ResponseWriter, r *http.Request) {
	u, err := d.find(r.FormValue("user"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	fmt.Fprintln(w, "hello", u.name) // want nil-map-value
}

func (d *directory) helloStrict(w http.ResponseWriter, r *http.Request) {
	u, err := d.findStrict(r.FormValue("user"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	fmt.Fprintln(w, "hello", u.name)
}

func (d *directory) members(w http.ResponseWriter, r *http.Request) {
	g, ok := d.groups[r.FormValue("group")]
	if !ok {
		http.NotFound(w, r)
	}
	fmt.Fprintln(w, g.members) // want nil-map-value
}

func (d *directory) label(w http.ResponseWriter, r *http.Request) {
	g, ok := d.groups[r.FormValue("group")]
	if !ok {
		g = &group{label: "none"}
	}
	fmt.Fprintln(w, g.label)
}

func main() {
	d := &directory{
		users:  map[string]*user{"a": {name: "A"}},
		quotas: map[string]*quota{},
		groups: map[string]*group{"g": {label: "G"}},
	}
	http.HandleFunc("/left", d.left)
	http.HandleFunc("/hello", d.hello)
	http.HandleFunc("/strict", d.helloStrict)
	http.HandleFunc("/members", d.members)
	http.HandleFunc("/label", d.label)
	log.Fatal(http.ListenAndServe("localhost:8194", nil))
}
