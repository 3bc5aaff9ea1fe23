// The length word of a string.
// dangles: the bytes behind the string show; clean: strings cut shorter, headers only read, two strings exchanged.
package main

import (
	"reflect"
	"unsafe"
)

type name struct{ text string }

func stretch(s string, n int) string {
	h := (*reflect.StringHeader)(unsafe.Pointer(&s))
	h.Len = n // want slice-header-write
	return s
}

func (n *name) next() {
	(*reflect.StringHeader)(unsafe.Pointer(&n.text)).Len += 1 // want slice-header-write
}

func (n *name) cut(to int) {
	if to < 0 || to > len(n.text) {
		return
	}
	(*reflect.StringHeader)(unsafe.Pointer(&n.text)).Len = to
}

func address(s string) (uintptr, int) {
	h := (*reflect.StringHeader)(unsafe.Pointer(&s))
	return h.Data, h.Len
}

func exchange(a, b *string) {
	x := (*reflect.StringHeader)(unsafe.Pointer(a))
	y := (*reflect.StringHeader)(unsafe.Pointer(b))
	*x, *y = *y, *x
}

func main() {
	n := &name{string([]byte("hello"))}
	n.next()
	if len(n.text) != 6 || len(stretch("abc", 7)) != 7 {
		panic("within")
	}
	n.cut(4)
	a, b := "a", "b"
	exchange(&a, &b)
	if _, l := address(n.text); l != 4 || a != "b" {
		panic("clean")
	}
}
