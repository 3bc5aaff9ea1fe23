// The length word of a slice, through reflect's header: set, added to, counted up, taken down.
// dangles: the bytes behind the array show; clean: lengths that stay within the slice's own length or capacity.
package main

import (
	"reflect"
	"unsafe"
)

func set(b []byte, n int) []byte {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	h.Len = n // want slice-header-write
	return b
}

func add(b []byte, n int) []byte {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	h.Len += n // want slice-header-write
	return b
}

func up(b []byte) []byte {
	(*reflect.SliceHeader)(unsafe.Pointer(&b)).Len++ // want slice-header-write
	return b
}

func double(b []byte) []byte {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	h.Len = 2 * len(b) // want slice-header-write
	return b
}

func reset(b []byte) []byte {
	(*reflect.SliceHeader)(unsafe.Pointer(&b)).Len = 0
	return b
}

func down(b []byte) []byte {
	if len(b) > 0 {
		(*reflect.SliceHeader)(unsafe.Pointer(&b)).Len--
	}
	return b
}

func full(b []byte) []byte {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	h.Len = h.Cap
	return b
}

func half(b []byte, n int) []byte {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	h.Len = len(b) / 2
	h.Len = min(n, cap(b))
	return b
}

func main() {
	b := make([]byte, 4, 8)
	if len(set(b, 64)) <= cap(b) || len(add(b, 60)) <= cap(b) || len(up(b[:8])) <= cap(b) || len(double(b[:6])) <= cap(b) {
		panic("within")
	}
	if len(reset(b)) != 0 || len(down(b)) != 3 || len(full(b)) != 8 || len(half(b, 100)) != 8 {
		panic("clean")
	}
}
