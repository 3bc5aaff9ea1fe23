// The same in generic functions and methods, and a header taken from a pointer to a slice.
// dangles: lengths beyond the capacity; clean: tested, and safe reslices.
package main

import (
	"reflect"
	"unsafe"
)

type stack[T any] struct{ items []T }

func (s *stack[T]) grow(n int) {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&s.items))
	h.Len += n // want slice-header-write
}

func extend[T any](p *[]T, n int) {
	h := (*reflect.SliceHeader)(unsafe.Pointer(p))
	h.Len = n // want slice-header-write
}

func (s *stack[T]) pop() {
	if len(s.items) == 0 {
		return
	}
	h := (*reflect.SliceHeader)(unsafe.Pointer(&s.items))
	h.Len--
}

func within[T any](p *[]T, n int) bool {
	if n > cap(*p) {
		return false
	}
	(*reflect.SliceHeader)(unsafe.Pointer(p)).Len = n
	return true
}

func reslice[T any](s []T, n int) []T { return s[:n:n] }

func main() {
	s := &stack[int]{make([]int, 2)}
	s.grow(3)
	if len(s.items) != 5 {
		panic("grow")
	}
	t := make([]string, 1)
	extend(&t, 4)
	if len(t) != 4 {
		panic("extend")
	}
	s = &stack[int]{make([]int, 2)}
	s.pop()
	if len(s.items) != 1 || within(&s.items, 9) || len(reslice(s.items, 2)) != 2 {
		panic("clean")
	}
}
