// Types with the names and fields of headers that have nothing to do with slices; unsafe code that touches no header.
// clean: no word of a slice or string is written.
package main

import (
	"math"
	"sync/atomic"
	"unsafe"
)

type SliceHeader struct {
	Data uintptr
	Len  int
	Cap  int
}

type ring struct {
	SliceHeader
	buf []byte
}

type node struct {
	next unsafe.Pointer
	len  int
	cap  int
}

func (r *ring) reset(n int) {
	r.Len, r.Cap = n, 2*n
	r.Data = uintptr(n)
	h := &r.SliceHeader
	h.Len += n
}

func bits(f float64) (u uint64) {
	*(*float64)(unsafe.Pointer(&u)) = f
	return u
}

func (n *node) grow(by int) {
	q := (*[3]uintptr)(unsafe.Pointer(n))
	q[1] += uintptr(by)
}

func push(head *unsafe.Pointer, n *node) {
	n.next = atomic.LoadPointer(head)
	n.len = 1
	atomic.StorePointer(head, unsafe.Pointer(n))
}

func replace(b *[]byte, with []byte) { *(*[]byte)(unsafe.Pointer(b)) = with }

func main() {
	r := ring{buf: make([]byte, 1)}
	r.reset(2)
	n := &node{}
	n.grow(3)
	var head unsafe.Pointer
	push(&head, n)
	replace(&r.buf, []byte{1, 2})
	if r.Len != 4 || bits(1) != math.Float64bits(1) || n.len != 1 || len(r.buf) != 2 {
		panic("clean")
	}
}
