// What a method does with a nil receiver: pointer methods that test it are fine; value methods, fields and promoted ones are not.
// panics: `receivers rate x`, `receivers embedded x`, `receivers direct x`, `receivers variable x`; clean: `receivers ok x`.
package main

import (
	"fmt"
	"os"
)

type plan struct{ cents int }

func (p plan) Rate() int { return p.cents }

func (p *plan) Cents() int { return p.cents }

func (p *plan) Describe() string {
	if p == nil {
		return "no plan"
	}
	return fmt.Sprint(p.cents)
}

func (p *plan) Kind() string { return "plan" }

func (p *plan) OrDefault() *plan {
	if p != nil {
		return p
	}
	return &plan{100}
}

type account struct {
	*plan
	owner string
}

type accounts map[string]*account

type plans map[string]*plan

func (ps plans) rate(name string) int { return ps[name].Rate() } // want nil-map-value

func (ps plans) direct(name string) int { return ps[name].Cents() } // want nil-map-value

func (as accounts) embedded(name string) string {
	return as[name].Describe() // want nil-map-value
}

func (ps plans) variable(name string) func() int {
	return ps[name].Rate // want nil-map-value
}

func (ps plans) fine(name string) (string, int) {
	return ps[name].Describe() + ps[name].Kind(), ps[name].OrDefault().Rate()
}

func (ps plans) expression(name string) string { return (*plan).Describe(ps[name]) }

func main() {
	ps, as := plans{"basic": {500}}, accounts{"a": {&plan{1}, "Ada"}}
	switch name := os.Args[2]; os.Args[1] {
	case "rate":
		fmt.Println(ps.rate(name))
	case "direct":
		fmt.Println(ps.direct(name))
	case "embedded":
		fmt.Println(as.embedded(name))
	case "variable":
		fmt.Println(ps.variable(name)())
	default:
		fmt.Println(ps.fine(name))
		fmt.Println(ps.expression(name))
	}
}
