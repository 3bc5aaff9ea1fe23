// Maps in embedded structs: forgotten by one constructor, decoded from JSON, and told apart by another field.
// panics: `promoted labels`, `promoted json`; clean: `promoted ok`.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

type meta struct {
	labels map[string]string
}

type Node struct {
	meta
	name string
}

func NewNode(name string) *Node { return &Node{meta: meta{labels: map[string]string{}}, name: name} }
func Anonymous() *Node          { return &Node{} }

func (n *Node) Label(k, v string) {
	n.labels[k] = v // want nil-map-write
}

type tags struct {
	Tags map[string]string
}

type Host struct {
	tags
	Name string
}

func readHost(b []byte) (*Host, error) {
	h := &Host{tags: tags{Tags: map[string]string{}}}
	if err := json.Unmarshal(b, h); err != nil {
		return nil, err
	}
	h.Tags["seen"] = "now" // want nil-map-write
	return h, nil
}

func readHostSafely(b []byte) (*Host, error) {
	h := &Host{}
	if err := json.Unmarshal(b, h); err != nil {
		return nil, err
	}
	if h.Tags == nil {
		h.Tags = map[string]string{}
	}
	h.Tags["seen"] = "now"
	return h, nil
}

// What json leaves alone: an embedded struct that is told to be left out.
type Job struct {
	hidden `json:"-"`
	Name   string
}

type hidden struct {
	Notes map[string]string
}

func readJob(b []byte) (*Job, error) {
	j := &Job{hidden: hidden{Notes: map[string]string{}}}
	if err := json.Unmarshal(b, j); err != nil {
		return nil, err
	}
	j.Notes["seen"] = "now"
	return j, nil
}

type counts struct{ of map[string]int }

type Meter struct {
	counts
	off bool
}

func NewMeter() *Meter { return &Meter{counts: counts{of: map[string]int{}}} }
func NoMeter() *Meter  { return &Meter{off: true} }

func (m *Meter) Count(name string) {
	if m.off {
		return
	}
	m.of[name]++
}

func main() {
	b := []byte(`{"Tags": null, "Notes": null, "Name": "a"}`)
	switch os.Args[1] {
	case "labels":
		Anonymous().Label("a", "b")
	case "json":
		fmt.Println(readHost(b))
	default:
		NewNode("a").Label("a", "b")
		fmt.Println(readHostSafely(b))
		fmt.Println(readJob(b))
		NewMeter().Count("a")
		fmt.Println(NoMeter().off)
	}
}
