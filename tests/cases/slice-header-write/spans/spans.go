// unsafe.Slice with more elements than its array has.
// dangles: the slice is longer than the object (checkptr stops it under -race); clean: in bounds, or not known.
package main

import "unsafe"

type header struct {
	magic [4]byte
	size  [4]byte
}

type flexible struct {
	n    int
	data [1]byte
}

func ofArray() []byte {
	var a [16]byte
	return unsafe.Slice(&a[0], 17) // want slice-header-write
}

func ofInts() []byte {
	a := new([4]uint32)
	return unsafe.Slice((*byte)(unsafe.Pointer(a)), 4*len(a)+1) // want slice-header-write
}

func ofSlice(b []byte) []byte {
	return unsafe.Slice(&b[0], cap(b)+8) // want slice-header-write
}

func widened(b []byte) []uint32 {
	return unsafe.Slice((*uint32)(unsafe.Pointer(&b[0])), len(b)) // want slice-header-write
}

func ofMade() []int64 {
	s := make([]int64, 4)
	return unsafe.Slice(unsafe.SliceData(s), 5) // want slice-header-write
}

func (h *header) both() []byte {
	return unsafe.Slice(&h.magic[0], 8) // want slice-header-write
}

func fine(b []byte, n int) [][]byte {
	var a [16]byte
	i := new([4]uint32)
	return [][]byte{
		unsafe.Slice(&a[0], 16),
		unsafe.Slice(&a[8], 8),
		unsafe.Slice((*byte)(unsafe.Pointer(i)), 4*len(i)),
		unsafe.Slice(&b[0], len(b)),
		unsafe.Slice(&b[0], n),
		unsafe.Slice(&b[1], len(b)-1),
	}
}

func narrowed(w []uint32) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(&w[0])), len(w)*4)
}

func (f *flexible) bytes() []byte { return unsafe.Slice(&f.data[0], f.n) }

func main() {
	b := make([]byte, 4, 8)
	if len(ofArray()) != 17 || len(ofInts()) != 17 || len(ofSlice(b)) != 16 || len(widened(b)) != 4 || len(ofMade()) != 5 || len(new(header).both()) != 8 {
		panic("spans")
	}
	if len(fine(b, 2)) != 6 || len(narrowed([]uint32{1})) != 4 || len(new(flexible).bytes()) != 0 {
		panic("clean")
	}
}
