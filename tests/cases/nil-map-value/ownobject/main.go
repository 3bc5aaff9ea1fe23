// A function makes an object with a literal and asks its methods: what they say of the map holds for the literal's map.
// panics: `ownobject dropped a`, `ownobject unasked x`, `ownobject replaced a`; clean: the others.
package main

import (
	"fmt"
	"os"
)

type host struct{ addr string }

type table struct{ hosts map[string]*host }

type registry struct {
	table
	limits struct{ of map[string]*host }
	peers  *table
}

func (t *table) has(name string) bool {
	_, ok := t.hosts[name]
	return ok
}
func (t *table) drop(name string) { delete(t.hosts, name) }
func (t *table) set(name string)  { t.hosts[name] = &host{name} }

func asked(name string) string {
	t := &table{hosts: map[string]*host{"a": {"b"}}}
	if !t.has(name) {
		return ""
	}
	return t.hosts[name].addr
}

func askedEmbedded(name string) string {
	r := &registry{table: table{hosts: map[string]*host{"a": {"b"}}}}
	if r.has(name) {
		return r.hosts[name].addr
	}
	return ""
}

func askedBehind(name string) string {
	r := &registry{peers: &table{hosts: map[string]*host{"a": {"b"}}}}
	if r.peers.has(name) {
		return r.peers.hosts[name].addr
	}
	return ""
}

func set(name string) string {
	t := table{hosts: map[string]*host{}}
	t.set(name)
	return t.hosts[name].addr
}

func dropped(name string) string {
	t := &table{hosts: map[string]*host{"a": {"b"}}}
	if !t.has(name) {
		return ""
	}
	t.drop(name)
	return t.hosts[name].addr // want nil-map-value
}

func unasked(name string) string {
	t := &table{hosts: map[string]*host{"a": {"b"}}}
	fmt.Println(t.has(name))
	return t.hosts[name].addr // want nil-map-value
}

// Another map since it was asked.
func replaced(name string) string {
	t := &table{hosts: map[string]*host{"a": {"b"}}}
	if !t.has(name) {
		return ""
	}
	t.hosts = map[string]*host{}
	return t.hosts[name].addr // want nil-map-value
}

func main() {
	name := os.Args[2]
	switch os.Args[1] {
	case "dropped":
		fmt.Println(dropped(name))
	case "unasked":
		fmt.Println(unasked(name))
	case "replaced":
		fmt.Println(replaced(name))
	default:
		fmt.Println(asked(name), askedEmbedded(name), askedBehind(name), set(name))
	}
}
