// The capacity word: raised to what was asked for, or to the length of something else; lowered.
// dangles: append writes behind the array; clean: a capacity that is the length, or tested.
package main

import (
	"reflect"
	"unsafe"
)

type buffer struct {
	data []byte
	free int
}

func (b *buffer) reserve(n int) {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b.data))
	h.Cap += n // want slice-header-write
}

func raise(b, like []byte) []byte {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	h.Cap = cap(like) // want slice-header-write
	return b
}

func clip(b []byte) []byte {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	h.Cap = h.Len
	return b
}

func (b *buffer) limit(n int) {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b.data))
	if n >= h.Len && n <= h.Cap {
		h.Cap = n
	}
}

func main() {
	b := &buffer{data: make([]byte, 4, 8)}
	b.reserve(8)
	if cap(b.data) != 16 || cap(raise(make([]byte, 1), make([]byte, 64))) < 64 {
		panic("within")
	}
	b = &buffer{data: make([]byte, 4, 8)}
	b.limit(100)
	if cap(b.data) != 8 || cap(clip(b.data)) != 4 {
		panic("clean")
	}
}
