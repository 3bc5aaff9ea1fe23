// Views of memory with the right lengths: bytes of numbers, numbers of bytes, strings without a copy, an arena with bounds.
// clean: run with -race and -d=checkptr (which -race turns on).
package main

import (
	"errors"
	"fmt"
	"unsafe"
)

type number interface {
	~uint8 | ~uint16 | ~uint32 | ~uint64 | ~int32 | ~float64
}

func bytesOf[T number](s []T) []byte {
	if len(s) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&s[0])), len(s)*int(unsafe.Sizeof(s[0])))
}

func numbersOf[T number](b []byte) ([]T, error) {
	var zero T
	size := int(unsafe.Sizeof(zero))
	if len(b)%size != 0 {
		return nil, errors.New("odd length")
	}
	p := unsafe.Pointer(unsafe.SliceData(b))
	if uintptr(p)%unsafe.Alignof(zero) != 0 {
		return nil, errors.New("not aligned")
	}
	return unsafe.Slice((*T)(p), len(b)/size), nil
}

func str(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

func raw(s string) []byte {
	if s == "" {
		return nil
	}
	return unsafe.Slice(unsafe.StringData(s), len(s))
}

type vec struct{ x, y, z float64 }

func (v *vec) slice() []float64 { return unsafe.Slice(&v.x, 3) }

type arena struct {
	buf [256]byte
	off uintptr
}

func (a *arena) alloc(n, align uintptr) unsafe.Pointer {
	off := (a.off + align - 1) &^ (align - 1)
	if n > uintptr(len(a.buf)) || off > uintptr(len(a.buf))-n {
		return nil
	}
	a.off = off + n
	return unsafe.Add(unsafe.Pointer(&a.buf), off)
}

func (a *arena) bytes(n int) []byte {
	if n <= 0 {
		return nil
	}
	p := a.alloc(uintptr(n), 1)
	if p == nil {
		return nil
	}
	return unsafe.Slice((*byte)(p), n)
}

func grow(b []byte, n int) []byte {
	if cap(b)-len(b) < n {
		next := make([]byte, len(b), 2*cap(b)+n)
		copy(next, b)
		b = next
	}
	return b[:len(b)+n]
}

func last(s []uint32) *uint32 {
	if len(s) == 0 {
		return nil
	}
	return (*uint32)(unsafe.Add(unsafe.Pointer(&s[0]), (len(s)-1)*4))
}

func main() {
	s := []uint32{1, 2, 3}
	b := bytesOf(s)
	n, err := numbersOf[uint32](b)
	fmt.Println(len(b), n, err, *last(s), len(bytesOf[float64](nil)))
	fmt.Println(str([]byte("hello")), string(raw("abc")), str(nil) == "")
	v := &vec{1, 2, 3}
	v.slice()[1] = 9
	a := &arena{}
	x, y := a.bytes(10), a.bytes(250)
	copy(x, "0123456789")
	fmt.Println(v.y, string(x), y == nil, len(a.bytes(200)), len(grow(x, 3)))
}
