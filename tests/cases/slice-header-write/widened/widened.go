// A variable that begins as a view of a slice of other elements: its length and capacity count the other ones until they are scaled.
// seen: slices that leave their arrays in Doubled, Taken and Kept (their last elements are strangers'); clean: run with -race, which turns checkptr on.
package widened

import (
	"reflect"
	"unsafe"
)

// Octets scales what the view has.
func Octets(samples []int16) []byte {
	out := *(*[]byte)(unsafe.Pointer(&samples))
	words := (*reflect.SliceHeader)(unsafe.Pointer(&out))
	words.Len *= 2
	words.Cap *= 2
	return out
}

// Measured asks the other slice.
func Measured(samples []uint64) []byte {
	out := *(*[]byte)(unsafe.Pointer(&samples))
	words := (*reflect.SliceHeader)(unsafe.Pointer(&out))
	words.Len = len(samples) * 8
	words.Cap = cap(samples) << 3
	return out
}

// Doubled has elements of two bytes, and counts four.
func Doubled(samples []int16) []byte {
	out := *(*[]byte)(unsafe.Pointer(&samples))
	words := (*reflect.SliceHeader)(unsafe.Pointer(&out))
	words.Len *= 4 // want slice-header-write
	words.Cap *= 4 // want slice-header-write
	return out
}

// Taken multiplies what is a slice of bytes from the beginning.
func Taken(raw []byte) []byte {
	out := raw
	words := (*reflect.SliceHeader)(unsafe.Pointer(&out))
	words.Len *= 2 // want slice-header-write
	words.Cap *= 2 // want slice-header-write
	return out
}

// Narrowed goes the other way.
func Narrowed(raw []byte) []uint32 {
	out := *(*[]uint32)(unsafe.Pointer(&raw))
	words := (*reflect.SliceHeader)(unsafe.Pointer(&out))
	words.Len /= 4
	words.Cap /= 4
	return out
}

// Kept leaves the capacity in bytes.
func Kept(raw []byte) []uint32 {
	out := *(*[]uint32)(unsafe.Pointer(&raw))
	words := (*reflect.SliceHeader)(unsafe.Pointer(&out))
	words.Len = len(raw) / 4
	words.Cap = cap(raw) // want slice-header-write
	return out
}
