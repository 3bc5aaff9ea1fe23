// What is stored in maps, as `ptrsafe escape --maps` shows it.
package main

import "fmt"

type T struct {
	a int
	p *int
}

type cache struct{ m map[string]*T }

func (c *cache) put(k string, t *T) { c.m[k] = t }

func (c *cache) content(k string, t **T) { c.m[k] = *t }

var global = map[string]*T{"a": {}, "b": &T{}}

func pick(t *T) *T { return t }

func direct(m map[string]*T) {
	m["x"] = &T{}
	var t T
	m["y"] = &t
	u := &T{a: 1}
	v := u
	m["z"] = v
	w := T{}
	m["w"] = pick(&w)
}

func through(c *cache) {
	c.put("a", &T{})
	x := &T{}
	c.content("b", &x)
	var local T
	fmt.Println(&local)
	fmt.Println(local.a)
}

func keys(b []byte, m map[string]int, i map[any]int) {
	m[string(b)] = 1
	n := len(b)
	i[n]++
	_ = m[string(b)]
	i[T{}] = 3
}

func funcs() map[int]func() int {
	n := 0
	m := map[int]func() int{0: func() int { n++; return n }}
	return m
}

func local() int {
	m := make(map[int]*T)
	m[0] = new(T)
	s := []*T{{}}
	m2 := map[int][]*T{}
	m2[0] = append(m2[0], s[0])
	return len(m) + len(m2)
}

func lit() any {
	y := 0
	return map[*int]any{&y: 7}
}

func main() { through(nil) }
