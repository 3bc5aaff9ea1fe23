// == before a comparison by value saves work, in one expression, in a switch or in a helper; alone it says that equal plans differ.
// seen: main prints false for Differs alone.
package main

import (
	"fmt"
	"slices"
)

type Plan struct {
	steps []string
	cost  int
}

func (p *Plan) equal(o *Plan) bool { return p.cost == o.cost && slices.Equal(p.steps, o.steps) }

func differs(a, b map[string]*Plan, k string) bool {
	return a[k] != b[k] // want pointer-identity
}

func oneExpression(a, b map[string]*Plan, k string) bool { return a[k] == b[k] || a[k].equal(b[k]) }

func inSwitch(a, b map[string]*Plan, k string) bool {
	x, y := a[k], b[k]
	switch {
	case x == y:
		return true
	case x == nil, y == nil:
		return false
	default:
		return x.equal(y)
	}
}

func nilOnly(a map[string]*Plan, k string) bool { return a[k] == nil }

func missing(a, b map[string]*Plan, k string) bool { return (a[k] == nil) != (b[k] == nil) }

func main() {
	a, b := map[string]*Plan{"k": {[]string{"x"}, 1}}, map[string]*Plan{"k": {[]string{"x"}, 1}}
	fmt.Println(differs(a, b, "k"), oneExpression(a, b, "k"), inSwitch(a, b, "k"), nilOnly(a, "k"), missing(a, b, "k"))
}
