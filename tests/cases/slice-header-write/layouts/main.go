// Tricks with layouts that stay in the object: a prefix struct, atomic words of an array, a bit cast, a two-word interface read, a flexible table.
// clean: run -race (checkptr on).
package main

import (
	"fmt"
	"math"
	"sync/atomic"
	"unsafe"
)

type base struct {
	kind int
	size int
}

type circle struct {
	base
	r float64
}

type square struct {
	base
	a float64
	b float64
}

func asCircle(b *base) *circle {
	if b.kind != 1 {
		return nil
	}
	return (*circle)(unsafe.Pointer(b))
}

func asSquare(b *base) *square {
	if b.kind != 2 {
		return nil
	}
	return (*square)(unsafe.Pointer(b))
}

func area(b *base) float64 {
	if c := asCircle(b); c != nil {
		return math.Round(c.r * c.r * 3)
	}
	if s := asSquare(b); s != nil {
		return s.a * s.b
	}
	return 0
}

type bitmap struct{ words [4]uint64 }

func (m *bitmap) set(i uint) {
	w := (*uint64)(unsafe.Add(unsafe.Pointer(&m.words), i/64%4*8))
	atomic.OrUint64(w, 1<<(i%64))
}

func (m *bitmap) bytes() *[32]byte { return (*[32]byte)(unsafe.Pointer(&m.words)) }

func bits(f float64) uint64 { return *(*uint64)(unsafe.Pointer(&f)) }

func typeWord(v any) uintptr { return (*[2]uintptr)(unsafe.Pointer(&v))[0] }

type matrix struct {
	rows, cols int
	data       []float64
}

func (m *matrix) at(i, j int) *float64 {
	if i < 0 || i >= m.rows || j < 0 || j >= m.cols {
		panic("matrix: out of range")
	}
	return (*float64)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(m.data)), uintptr(i*m.cols+j)*8))
}

func (m *matrix) row(i int) []float64 { return unsafe.Slice(m.at(i, 0), m.cols) }

func newMatrix(r, c int) *matrix { return &matrix{r, c, make([]float64, r*c)} }

func sum(xs []int32) (n int32) {
	p := unsafe.Pointer(unsafe.SliceData(xs))
	for i := range len(xs) {
		n += *(*int32)(unsafe.Add(p, i*4))
	}
	return n
}

func arrayOf(s []byte) *[4]byte {
	if len(s) < 4 {
		return nil
	}
	return (*[4]byte)(unsafe.Pointer(&s[0]))
}

func main() {
	c, s := &circle{base{1, 24}, 2}, &square{base{2, 32}, 2, 3}
	fmt.Println(area(&c.base), area(&s.base), area(&base{}))
	m := &bitmap{}
	m.set(3)
	m.set(130)
	fmt.Println(m.bytes()[0], m.bytes()[16], bits(1) == math.Float64bits(1), typeWord(1) == typeWord(2))
	x := newMatrix(2, 3)
	*x.at(1, 2) = 5
	fmt.Println(x.row(1), sum([]int32{1, 2, 3}), arrayOf([]byte("abcdef"))[3])
}
