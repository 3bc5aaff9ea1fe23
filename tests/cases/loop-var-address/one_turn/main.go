// A loop over a literal with one element has no later iteration that overwrites the variable.
// aliases: each prints b twice.
package main

import "fmt"

type job struct{ name string }

func one() []func() string {
	var out []func() string
	for _, j := range []job{{name: "a"}} {
		p := &j
		out = append(out, func() string { return p.name })
	}
	for _, j := range [...]job{{name: "a"}} {
		p := &j
		out = append(out, func() string { return p.name })
	}
	return out
}

func each() []*job {
	var out []*job
	for _, j := range []job{{name: "a"}, {name: "b"}} {
		out = append(out, &j) // want loop-var-address
	}
	return out
}

func main() {
	for _, f := range one() {
		fmt.Println(f())
	}
	for _, j := range each() {
		fmt.Println(j.name)
	}
}
