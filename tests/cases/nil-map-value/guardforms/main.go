// Guards in unusual places: a switch on the value, a goto, a loop condition, a deferred recover's twin, generics with a zero test, errors.As-like helpers.
// clean: any input.
package main

import (
	"bufio"
	"fmt"
	"os"
)

type item struct {
	name string
	next string
	n    int
}

type tree struct{ items map[string]*item }

func zero[T comparable](v T) bool {
	var z T
	return v == z
}

func as[T any](m map[string]any, k string, out *T) bool {
	v, ok := m[k].(T)
	if ok {
		*out = v
	}
	return ok
}

func (t *tree) walk(from string) (n int) {
	for it := t.items[from]; it != nil && n < 100; it = t.items[it.next] {
		n += it.n
	}
	return n
}

func (t *tree) walkOK(from string) (n int) {
	it, ok := t.items[from]
	for ok {
		n++
		if n > 100 {
			break
		}
		it, ok = t.items[it.next]
	}
	return n
}

func (t *tree) kind(k string) string {
	switch it := t.items[k]; {
	case it == nil:
		return "none"
	case it.n > 3:
		return "big"
	default:
		return it.name
	}
}

func (t *tree) zeroTest(k string) string {
	it := t.items[k]
	if zero(it) {
		return ""
	}
	return it.name
}

func (t *tree) swap(a, b string) {
	ia, ib := t.items[a], t.items[b]
	if ia == nil || ib == nil {
		return
	}
	ia.n, ib.n = ib.n, ia.n
}

func (t *tree) ensure(k string) (it *item) {
	defer func() { it.n++ }()
	if it = t.items[k]; it != nil {
		return it
	}
	it = &item{name: k}
	t.items[k] = it
	return it
}

func (t *tree) first(ks ...string) (it *item, ok bool) {
	for _, k := range ks {
		if it, ok = t.items[k]; ok {
			return
		}
	}
	return nil, false
}

func main() {
	t := &tree{items: map[string]*item{}}
	vals := map[string]any{"it": &item{name: "v"}}
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		k := in.Text()
		fmt.Println(t.walk(k), t.walkOK(k), t.kind(k), t.zeroTest(k))
		t.swap(k, "x")
		t.ensure(k).next = k
		if it, ok := t.first(k, "y"); ok {
			fmt.Println(it.name)
		}
		var it *item
		if as(vals, k, &it) {
			fmt.Println(it.name)
		}
	}
}
