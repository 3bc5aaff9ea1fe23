// Headers written through a real slice or string, never beyond its array: shrinking, a cast with a divided length, a copy.
// clean: run -race (checkptr on).
package main

import (
	"fmt"
	"reflect"
	"unsafe"
)

type sliceHeader struct {
	data unsafe.Pointer
	len  int
	cap  int
}

// cut shortens in place.
func cut(b *[]byte, n int) {
	h := (*reflect.SliceHeader)(unsafe.Pointer(b))
	if n >= 0 && n < h.Len {
		h.Len = n
	}
}

// full gives the slice its whole capacity as length.
func full(b []byte) []byte {
	h := (*sliceHeader)(unsafe.Pointer(&b))
	h.len = h.cap
	return b
}

// words makes a []uint64 of the same array; what does not fill a word is left out.
func words(b []byte) []uint64 {
	var out []uint64
	if len(b) < 8 {
		return nil
	}
	src := (*sliceHeader)(unsafe.Pointer(&b))
	dst := (*sliceHeader)(unsafe.Pointer(&out))
	dst.data = src.data
	dst.len = src.len / 8
	dst.cap = src.len / 8
	return out
}

// clip takes the capacity down to the length.
func clip(b []byte) []byte {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	h.Cap = h.Len
	return b
}

func head(s string, n int) string {
	h := (*reflect.StringHeader)(unsafe.Pointer(&s))
	h.Len = min(n, h.Len)
	return s
}

func sizes(bs ...[]byte) (n, c int) {
	for i := range bs {
		h := *(*sliceHeader)(unsafe.Pointer(&bs[i]))
		h.len *= 2 // a copy of the words: no slice has them
		n += h.len / 2
		c += h.cap
	}
	return n, c
}

type header struct{ Data, Len, Cap int }

// box is a header only by its name.
func box(n int) header {
	h := header{Data: n}
	h.Len = n * 2
	h.Cap = h.Len
	return h
}

func zero(b *[]byte) {
	h := (*sliceHeader)(unsafe.Pointer(b))
	h.data, h.len, h.cap = nil, 0, 0
}

func main() {
	b := make([]byte, 8, 24)
	copy(b, "abcdefgh")
	f := full(b)
	w := words(f)
	fmt.Println(len(f), cap(f), len(w), cap(w), cap(clip(b)), head("hello", 2), head("x", 9))
	cut(&b, 3)
	fmt.Println(string(b), box(2).Cap)
	fmt.Println(sizes(b, f))
	zero(&b)
	fmt.Println(b == nil)
}
