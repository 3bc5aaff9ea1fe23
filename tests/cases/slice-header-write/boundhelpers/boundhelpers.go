// Lengths that a helper compares with the capacity, and one that compares with something else.
// faults: Grow(1 << 20) leaves the array; clean: SetLen, Reserve, Cut.
package boundhelpers

import (
	"errors"
	"reflect"
	"unsafe"
)

var errRange = errors.New("boundhelpers: out of range")

type Buffer struct {
	raw []byte
}

func fits(n, c int) bool { return n >= 0 && n <= c }

func outside(n, c int) bool {
	if n < 0 {
		return true
	}
	return n > c
}

func positive(n, c int) bool { return n >= 0 && c >= 0 }

func (b *Buffer) SetLen(n int) error {
	if !fits(n, cap(b.raw)) {
		return errRange
	}
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b.raw))
	h.Len = n
	return nil
}

func (b *Buffer) Reserve(n int) error {
	if !(len(b.raw) > 0 && fits(n, len(b.raw))) {
		return errRange
	}
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b.raw))
	h.Len = n
	return nil
}

func (b *Buffer) Cut(n int) error {
	if outside(n, len(b.raw)) {
		return errRange
	}
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b.raw))
	h.Len = n
	return nil
}

func (b *Buffer) Grow(n int) error {
	if !positive(n, cap(b.raw)) {
		return errRange
	}
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b.raw))
	h.Len = n // want slice-header-write
	return nil
}
