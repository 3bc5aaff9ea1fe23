// A generic table that keeps addresses of its elements, and one that keeps the elements.
package generic

import "unsafe"

type handles[T any] struct {
	next  int
	addrs map[int]uintptr
	kept  map[int]*T
}

func newHandles[T any]() *handles[T] {
	return &handles[T]{addrs: map[int]uintptr{}, kept: map[int]*T{}}
}

func (h *handles[T]) open(v T) int {
	h.next++
	p := &v
	h.addrs[h.next] = uintptr(unsafe.Pointer(p)) // want hidden-pointer
	return h.next
}

func (h *handles[T]) get(n int) *T { return (*T)(unsafe.Pointer(h.addrs[n])) }

func (h *handles[T]) keep(v T) int {
	h.next++
	h.kept[h.next] = &v
	return h.next
}

func (h *handles[T]) close(n int) {
	delete(h.addrs, n)
	delete(h.kept, n)
}

var ints = newHandles[int]()

func use() *int { return ints.get(ints.open(3)) }
