// The bytes of strings and slices: unsafe.StringData and SliceData give pointers, which are fine until they become numbers that are kept.
package texts

import "unsafe"

type interned struct {
	addrs map[uintptr]int
	views map[string]uintptr
	words []string
}

func newInterned() *interned {
	return &interned{addrs: map[uintptr]int{}, views: map[string]uintptr{}}
}

func (t *interned) add(s string) {
	t.views[s] = uintptr(unsafe.Pointer(unsafe.StringData(s)))
}

func (t *interned) seen(b []byte) {
	t.addrs[uintptr(unsafe.Pointer(unsafe.SliceData(b)))] = len(b) // want hidden-pointer
}

func (t *interned) copyOf(b []byte) {
	c := make([]byte, len(b))
	copy(c, b)
	t.addrs[uintptr(unsafe.Pointer(&c[0]))] = len(c) // want hidden-pointer
}

func (t *interned) keep(s string) {
	t.words = append(t.words, s)
	t.addrs[uintptr(unsafe.Pointer(unsafe.StringData(s)))] = len(s)
}

func overlap(a, b []byte) bool {
	x, y := uintptr(unsafe.Pointer(unsafe.SliceData(a))), uintptr(unsafe.Pointer(unsafe.SliceData(b)))
	return x < y+uintptr(len(b)) && y < x+uintptr(len(a))
}
