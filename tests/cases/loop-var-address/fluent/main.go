// Methods that return their receiver: a request that each iteration makes may keep the address, one that all share may not.
// prints: sent 1 / sent 2 / sent 3 / [3 3 3] / [3 3 3] / 3
package main

import "fmt"

type order struct{ id int }

type request struct {
	name string
	body any
	all  []any
}

func (r *request) Name(n string) *request { r.name = n; return r }
func (r *request) Body(b any) *request    { r.body = b; return r }
func (r *request) Add(b any) *request     { r.all = append(r.all, b); return r }
func (r *request) Send()                  { fmt.Println("sent", r.body.(*order).id) }

type client struct{ last *request }

func (c *client) New() *request { return newRequest() }
func (c *client) Kept() *request {
	c.last = newRequest()
	return c.last
}
func newRequest() *request { return &request{} }

func each(c *client, orders []order) {
	for _, o := range orders {
		c.New().Name("a").Body(&o).Send()
	}
}

func together(orders []order) *request {
	r := newRequest().Name("all")
	for _, o := range orders {
		r.Name("one").Add(&o) // want loop-var-address
	}
	return r
}

func collected(c *client, orders []order) (out []*request) {
	for _, o := range orders {
		out = append(out, c.New().Name("a").Body(&o)) // want loop-var-address
	}
	return out
}

func registered(c *client, orders []order) {
	for _, o := range orders {
		c.Kept().Name("a").Body(&o) // want loop-var-address
	}
}

func main() {
	c, orders := &client{}, []order{{1}, {2}, {3}}
	each(c, orders)
	ids := func(list []any) (out []int) {
		for _, x := range list {
			out = append(out, x.(*order).id)
		}
		return out
	}
	fmt.Println(ids(together(orders).all))
	var bodies []any
	for _, r := range collected(c, orders) {
		bodies = append(bodies, r.body)
	}
	fmt.Println(ids(bodies))
	registered(c, orders)
	fmt.Println(c.last.body.(*order).id)
}
