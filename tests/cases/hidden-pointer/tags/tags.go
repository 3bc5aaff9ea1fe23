// Addresses with bits in them: tagged, xored, aligned up. What is left of an address by a remainder or a shift is none.
package tags

import "unsafe"

type leaf struct{ key, value int }

type slot struct {
	word  uintptr
	mixed uintptr
	hash  uintptr
	index uintptr
}

func (s *slot) tag(l *leaf, bits uintptr) {
	s.word = uintptr(unsafe.Pointer(l)) | bits&7 // want hidden-pointer
}

func (s *slot) mask(l *leaf, secret uintptr) {
	s.mixed = uintptr(unsafe.Pointer(l)) ^ secret // want hidden-pointer
}

func (s *slot) mark(l *leaf) {
	h := uintptr(unsafe.Pointer(l)) >> 4
	s.hash = h % 1021
}

func (s *slot) line(l *leaf) { s.index = uintptr(unsafe.Pointer(l)) / 64 % 16 }

func (s *slot) leaf() *leaf { return (*leaf)(unsafe.Pointer(s.word &^ 7)) }
