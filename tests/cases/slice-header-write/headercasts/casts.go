// Slices read from where a string or a slice of smaller elements lies, and the casts that are sound: to string, to the same or smaller elements, cut at once.
// seen: main prints lengths and capacities that the arrays do not have, for the bad ones only.
package main

import (
	"fmt"
	"reflect"
	"unsafe"
)

type sample uint16

// ---- bad ----

func bytesOf(name string) []byte {
	return *(*[]byte)(unsafe.Pointer(&name)) // want slice-header-write
}

func appendTo(name string) []byte {
	p := (*[]byte)(unsafe.Pointer(&name))
	return append(*p, '!') // want slice-header-write
}

func written(name string, sink func([]byte)) {
	sink(*(*[]byte)(unsafe.Pointer(&name))) // want slice-header-write
}

func words(raw []byte) []uint32 {
	return *(*[]uint32)(unsafe.Pointer(&raw)) // want slice-header-write
}

func samples(raw *[]byte) (n int) {
	all := *(*[]sample)(unsafe.Pointer(raw)) // want slice-header-write
	for _, s := range all {
		n += int(s)
	}
	return n
}

func shortened(raw []byte) []uint32 {
	h := *(*reflect.SliceHeader)(unsafe.Pointer(&raw)) // want slice-header-write
	h.Len /= 4
	h.Cap /= 4
	return *(*[]uint32)(unsafe.Pointer(&h))
}

func cutLate(raw []byte) []uint64 {
	return (*(*[]uint64)(unsafe.Pointer(&raw)))[:len(raw)/8] // want slice-header-write
}

// ---- good ----

func stringOf(raw []byte) string { return *(*string)(unsafe.Pointer(&raw)) }

func signed(raw []byte) []int8 { return *(*[]int8)(unsafe.Pointer(&raw)) }

func narrowed(all []uint32) []byte { return *(*[]byte)(unsafe.Pointer(&all)) }

func named(all []uint16) []sample { return *(*[]sample)(unsafe.Pointer(&all)) }

func cutAtOnce(raw []byte) []uint32 {
	n := len(raw) / 4
	return (*(*[]uint32)(unsafe.Pointer(&raw)))[:n:n]
}

func sliced(name string) []byte { return unsafe.Slice(unsafe.StringData(name), len(name)) }

func withCapacity(name string) []byte {
	whole := struct {
		text     string
		capacity int
	}{name, len(name)}
	return *(*[]byte)(unsafe.Pointer(&whole))
}

func summed(name string) (n int) {
	for _, b := range *(*[]byte)(unsafe.Pointer(&name)) {
		n += int(b)
	}
	return n
}

func copied(dst []byte, name string) int { return copy(dst, *(*[]byte)(unsafe.Pointer(&name))) }

// Words under an index that the bytes have.
func zero(raw []byte) bool {
	n := len(raw) / 8
	all := *(*[]uint64)(unsafe.Pointer(&raw))
	for i := 0; i < n; i++ {
		if all[i] != 0 {
			return false
		}
	}
	return true
}

func length(raw []byte) int {
	h := *(*reflect.SliceHeader)(unsafe.Pointer(&raw))
	return h.Len
}

func main() {
	raw := make([]byte, 8)
	fmt.Println("cap", cap(bytesOf("abc")) == 3, "len", len(words(raw)), len(shortened(raw)), cap(cutLate(raw)), samples(&raw) >= 0)
	written("abc", func(b []byte) { fmt.Println("cap", cap(b) == 3) })
	fmt.Println(stringOf(raw) == "", len(signed(raw)), len(narrowed([]uint32{1})), len(named([]uint16{1, 2})), len(cutAtOnce(raw)), cap(sliced("abc")),
		cap(withCapacity("abc")), summed("abc"), copied(raw, "abc"), length(raw), zero(raw))
	if len(raw) > 99 {
		appendTo("x")
	}
}
