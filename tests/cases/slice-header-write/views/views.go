// One array seen as elements of another size: lengths in the right unit, and in the wrong one.
// dangles: wrong has four times too many elements; clean: lengths multiplied or divided by the sizes.
package main

import (
	"reflect"
	"unsafe"
)

func wrong(b []byte) (w []uint32) {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&w))
	h.Data = uintptr(unsafe.Pointer(&b[0]))
	h.Len = len(b) // want slice-header-write
	h.Cap = cap(b) // want slice-header-write
	return w
}

func tooWide(w []uint32) (b []byte) {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	h.Data = uintptr(unsafe.Pointer(&w[0]))
	h.Len = len(w) * 8 // want slice-header-write
	h.Cap = len(w) * 4
	return b
}

func words(b []byte) (w []uint32) {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&w))
	h.Len = len(b) / 4
	h.Cap = h.Len
	h.Data = uintptr(unsafe.Pointer(&b[0]))
	return w
}

func bytes(w []uint32) (b []byte) {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	h.Data = uintptr(unsafe.Pointer(&w[0]))
	h.Len = len(w) * 4
	h.Cap = len(w) << 2
	return b
}

func inPlace(w []uint64) []byte {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&w))
	h.Len *= 8
	h.Cap *= 8
	return *(*[]byte)(unsafe.Pointer(h))
}

func main() {
	b := make([]byte, 8)
	if len(wrong(b)) != 8 || len(tooWide([]uint32{1})) != 8 {
		panic("wrong")
	}
	if len(words(b)) != 2 || len(bytes([]uint32{1, 2})) != 8 || len(inPlace([]uint64{1})) != 8 {
		panic("clean")
	}
}
