// Headers built as plain values: a variable, a literal, a literal stored over a slice, a copy that is changed.
// dangles: Data is a number there, nothing keeps the array alive until the conversion; clean: headers that are only read.
package main

import (
	"reflect"
	"runtime"
	"unsafe"
)

func variable(b []byte) string {
	var h reflect.StringHeader
	h.Data = uintptr(unsafe.Pointer(&b[0])) // want slice-header-write
	h.Len = len(b)
	s := *(*string)(unsafe.Pointer(&h))
	runtime.KeepAlive(b)
	return s
}

func literal(s string) []byte {
	x := (*reflect.StringHeader)(unsafe.Pointer(&s))
	h := reflect.SliceHeader{ // want slice-header-write
		Data: x.Data,
		Len:  x.Len,
		Cap:  x.Len,
	}
	return *(*[]byte)(unsafe.Pointer(&h))
}

func over(b []byte, p *[8]byte) []byte {
	*(*reflect.SliceHeader)(unsafe.Pointer(&b)) = reflect.SliceHeader{Data: uintptr(unsafe.Pointer(p)), Len: 8, Cap: 8} // want slice-header-write
	return b
}

func made(b []byte) []uint16 {
	h := new(reflect.SliceHeader)
	h.Data = uintptr(unsafe.Pointer(&b[0])) // want slice-header-write
	h.Len = len(b) / 2
	h.Cap = len(b) / 2
	return *(*[]uint16)(unsafe.Pointer(h))
}

func read(b []byte) (int, int) {
	h := *(*reflect.SliceHeader)(unsafe.Pointer(&b))
	return h.Len, h.Cap
}

func overlap(a, b []byte) bool {
	x := (*reflect.SliceHeader)(unsafe.Pointer(&a))
	y := *(*reflect.SliceHeader)(unsafe.Pointer(&b))
	return x.Data < y.Data+uintptr(y.Cap) && y.Data < x.Data+uintptr(x.Cap)
}

func empty() []byte {
	h := reflect.SliceHeader{}
	return *(*[]byte)(unsafe.Pointer(&h))
}

func main() {
	b := []byte("abcd")
	if variable(b) != "abcd" || len(literal("xy")) != 2 || len(over(b, new([8]byte))) != 8 || len(made(b)) != 2 {
		panic("headers")
	}
	if n, _ := read(b); n != 4 || !overlap(b, b[1:]) || empty() != nil {
		panic("clean")
	}
}
