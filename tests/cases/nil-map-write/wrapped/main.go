// Embedded and nested structs, arrays and slices of maps: zero values all the way down.
// panics: `wrapped embedded`, `wrapped nested`, `wrapped zero`, `wrapped copy`; clean: `wrapped ok`.
package main

import (
	"fmt"
	"os"
)

type labels struct{ values map[string]string }

func (l *labels) ensure() {
	if l.values == nil {
		l.values = map[string]string{}
	}
}

type pod struct {
	labels
	name string
}

func embedded(name string) *pod {
	p := &pod{name: name}
	p.values["name"] = name // want nil-map-write
	return p
}

type options struct {
	http struct {
		headers map[string]string
	}
}

func nested() options {
	var o options
	o.http.headers["Accept"] = "*/*" // want nil-map-write
	return o
}

func zero() labels {
	l := labels{}
	l.values["a"] = "b" // want nil-map-write
	return l
}

func copied(p *pod) pod {
	q := *p
	q.labels = labels{}
	q.values["copy"] = "yes" // want nil-map-write
	return q
}

func ensured(name string) *pod {
	p := &pod{name: name}
	p.ensure()
	p.values["name"] = name
	return p
}

func literal(name string) *pod {
	p := &pod{labels{map[string]string{}}, name}
	p.values["name"] = name
	return p
}

func assigned() options {
	var o options
	o.http.headers = map[string]string{}
	o.http.headers["Accept"] = "*/*"
	return o
}

func whole() (l labels) {
	l = labels{values: make(map[string]string)}
	l.values["a"] = "b"
	return
}

func main() {
	switch os.Args[1] {
	case "embedded":
		fmt.Println(embedded("a"))
	case "nested":
		fmt.Println(nested())
	case "zero":
		fmt.Println(zero())
	case "copy":
		fmt.Println(copied(literal("a")))
	default:
		fmt.Println(ensured("a"), literal("b"), assigned(), whole())
	}
}
