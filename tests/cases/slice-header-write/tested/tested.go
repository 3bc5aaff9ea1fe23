// Tests before the write: of the length, the capacity, a sum, in && and switch; and tests that do not help.
// dangles: wrongTest and wrongSide let lengths beyond the capacity through; clean: the others stop them.
package main

import (
	"errors"
	"reflect"
	"unsafe"
)

var errFull = errors.New("full")

func early(b []byte, n int) ([]byte, error) {
	if n < 0 || n > cap(b) {
		return nil, errFull
	}
	(*reflect.SliceHeader)(unsafe.Pointer(&b)).Len = n
	return b, nil
}

func sum(b []byte, n int) ([]byte, error) {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	if h.Len+n > h.Cap {
		return nil, errFull
	}
	h.Len += n
	return b, nil
}

func rest(b []byte, n int) ([]byte, error) {
	if n > cap(b)-len(b) {
		return nil, errFull
	}
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	h.Len = len(b) + n
	return b, nil
}

func and(b []byte, n int) []byte {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	if n >= 0 && n <= h.Cap {
		h.Len = n
	}
	return b
}

func switched(b []byte, n int) []byte {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	switch {
	case n < 0:
	case n > h.Cap:
		h.Len = h.Cap
	default:
		h.Len = n
	}
	return b
}

func limited(b []byte, n int) []byte {
	if n > cap(b) {
		n = cap(b)
	}
	(*reflect.SliceHeader)(unsafe.Pointer(&b)).Len = n
	return b
}

func wrongTest(b, other []byte, n int) []byte {
	if n > cap(other) {
		return nil
	}
	(*reflect.SliceHeader)(unsafe.Pointer(&b)).Len = n // want slice-header-write
	return b
}

func wrongSide(b []byte, n int) []byte {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	if n > h.Cap {
		h.Len = n // want slice-header-write
	}
	return b
}

func main() {
	b := make([]byte, 2, 4)
	if len(wrongTest(b, make([]byte, 9), 9)) != 9 || len(wrongSide(b, 9)) != 9 {
		panic("within")
	}
	e, _ := early(b, 9)
	s, _ := sum(b, 9)
	r, _ := rest(b, 9)
	if len(e)+len(s)+len(r) != 0 || len(and(b, 9)) != 2 || len(switched(b, 9)) != 4 || len(limited(b, 9)) != 4 {
		panic("clean")
	}
}
