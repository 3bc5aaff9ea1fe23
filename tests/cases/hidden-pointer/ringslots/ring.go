// A ring whose slots are numbers made from pointers, and an offset that is computed across an allocation.
// dangles: the collector frees what only the slots know; clean: typed ring, one-expression arithmetic, a global's address.
package ringslots

import (
	"sync/atomic"
	"unsafe"
)

type event struct {
	kind int
	data [56]byte
}

type Ring struct {
	slots [16]uintptr
	head  atomic.Uint32
}

func (r *Ring) Push(kind int) {
	e := &event{kind: kind}
	i := r.head.Add(1) % uint32(len(r.slots))
	r.slots[i] = uintptr(unsafe.Pointer(e)) // want hidden-pointer
}

func (r *Ring) Kind(i int) int {
	if r.slots[i] == 0 {
		return -1
	}
	return (*event)(unsafe.Pointer(r.slots[i])).kind
}

type Typed struct {
	slots [16]*event
	head  atomic.Uint32
}

func (t *Typed) Push(kind int) {
	t.slots[t.head.Add(1)%uint32(len(t.slots))] = &event{kind: kind}
}

func (t *Typed) Byte(i, j int) byte {
	e := t.slots[i]
	if e == nil {
		return 0
	}
	return *(*byte)(unsafe.Pointer(uintptr(unsafe.Pointer(e)) + unsafe.Offsetof(e.data) + uintptr(j)%56))
}

var sentinel event

var sentinelAddr = uintptr(unsafe.Pointer(&sentinel))

func IsSentinel(e *event) bool { return uintptr(unsafe.Pointer(e)) == sentinelAddr }

type span struct {
	base  uintptr // an offset in a file, no address
	limit uintptr
}

func Spans(sizes []int) (out []span) {
	var off uintptr
	for _, n := range sizes {
		out = append(out, span{off, off + uintptr(n)})
		off += uintptr(n)
	}
	return out
}
