// A column store that casts byte pages: counts in the wrong unit leave the page; those divided by the size do not.
// seen: checkptr: unsafe.Slice result straddles multiple allocations at Wide and Tail; clean: Words, Bytes, Text.
package columncast

import "unsafe"

const pageSize = 4096

type page struct {
	raw  [pageSize]byte
	rows int
}

type number interface {
	~uint16 | ~uint32 | ~uint64 | ~float64
}

type Column[T number] struct{ pages []*page }

func (c *Column[T]) Append() *page {
	p := new(page)
	c.pages = append(c.pages, p)
	return p
}

func (c *Column[T]) Per() int {
	var z T
	return pageSize / int(unsafe.Sizeof(z))
}

func Words(p *page) []uint64 {
	return unsafe.Slice((*uint64)(unsafe.Pointer(&p.raw[0])), pageSize/8)
}

func Wide(p *[64]uint16) []uint64 {
	return unsafe.Slice((*uint64)(unsafe.Pointer(p)), len(p)) // want slice-header-write
}

func Bytes(xs []uint32) []byte {
	if len(xs) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&xs[0])), len(xs)*4)
}

func Text(b []byte) string {
	return unsafe.String(unsafe.SliceData(b), len(b))
}

func Back(s string) []byte {
	return unsafe.Slice(unsafe.StringData(s), len(s))
}

type words struct {
	data unsafe.Pointer
	len  int
	cap  int
}

func Tail(n int) []int32 {
	s := make([]int32, 0, 16)
	w := (*words)(unsafe.Pointer(&s))
	w.len = n // want slice-header-write
	return s
}

func Len(s []int32) int { return (*words)(unsafe.Pointer(&s)).len }
