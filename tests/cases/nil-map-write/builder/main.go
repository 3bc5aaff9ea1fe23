// Builders, decoded documents and cloned structs: maps are made by constructors of embedded types, by a validate step, by the copy.
// clean: run with several documents.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

type meta struct{ Labels map[string]string }

func (m *meta) init() {
	if m.Labels == nil {
		m.Labels = map[string]string{}
	}
}

type doc struct {
	meta
	Name  string
	Vars  map[string]string
	Child *doc
}

func (d *doc) normalize() {
	d.init()
	if d.Vars == nil {
		d.Vars = make(map[string]string)
	}
	if d.Child != nil {
		d.Child.normalize()
	}
}

func load(text string) (*doc, error) {
	d := new(doc)
	if err := json.NewDecoder(strings.NewReader(text)).Decode(d); err != nil {
		return nil, err
	}
	d.normalize()
	return d, nil
}

func (d *doc) setVar(k, v string) { d.Vars[k] = v }

func (d *doc) label(k, v string) *doc {
	d.Labels[k] = v
	return d
}

func (d *doc) clone() *doc {
	c := &doc{Name: d.Name, Vars: make(map[string]string, len(d.Vars))}
	c.Labels = make(map[string]string)
	for k, v := range d.Vars {
		c.Vars[k] = v
	}
	for k, v := range d.Labels {
		c.Labels[k] = v
	}
	return c
}

type visitor interface{ visit(d *doc) }

type collector struct{ names map[string]int }

func (c *collector) visit(d *doc) { c.names[d.Name]++ }

type renamer struct{ by map[string]string }

func (r renamer) visit(d *doc) {
	if n, ok := r.by[d.Name]; ok {
		d.Name = n
		d.Vars["renamed"] = "yes"
	}
}

func walk(d *doc, vs ...visitor) {
	for ; d != nil; d = d.Child {
		for _, v := range vs {
			v.visit(d)
		}
	}
}

type index [2]map[string]*doc

func newIndex() *index { return &index{{}, {}} }

func (x *index) put(d *doc) { x[len(d.Name)%2][d.Name] = d }

func main() {
	x := newIndex()
	c := &collector{make(map[string]int)}
	for _, text := range append([]string{`{"Name":"a"}`, `{"Name":"bb","Vars":{"x":"1"},"Child":{"Name":"c"}}`, `null`}, os.Args[1:]...) {
		d, err := load(text)
		if err != nil {
			fmt.Println(err)
			continue
		}
		d.setVar("seen", "1")
		d.label("l", "1").clone().label("m", "2")
		walk(d, c, renamer{map[string]string{"c": "z"}})
		x.put(d)
	}
	fmt.Println(c.names, len(x[0]), len(x[1]))
}
