// Addresses in slices: appended, assigned to an element, in a struct that is appended; offsets and sizes are only numbers.
package slices

import "unsafe"

type cell struct{ a, b, c int }

type list struct {
	addrs   []uintptr
	slots   [8]uintptr
	ranges  []extent
	offsets []uintptr
	cells   []*cell
}

type extent struct{ from, to uintptr }

func (l *list) push(c *cell) {
	l.addrs = append(l.addrs, uintptr(unsafe.Pointer(c))) // want hidden-pointer
}

func (l *list) put(i int) {
	c := new(cell)
	l.slots[i] = uintptr(unsafe.Pointer(c)) // want hidden-pointer
}

func (l *list) extent(b []byte) {
	start := uintptr(unsafe.Pointer(&b[0]))
	l.ranges = append(l.ranges, extent{start, start + uintptr(len(b))}) // want hidden-pointer
}

func (l *list) layout() {
	l.offsets = append(l.offsets, unsafe.Offsetof(cell{}.b), unsafe.Offsetof(cell{}.c))
}

func (l *list) hold(c *cell) {
	l.cells = append(l.cells, c)
	l.addrs = append(l.addrs, uintptr(unsafe.Pointer(c)))
}
