// An object that a closure, a structure or a Pinner keeps in place, and one that nobody keeps.
package closures

import (
	"runtime"
	"unsafe"
)

type block struct{ data [32]byte }

type device struct {
	dma    uintptr
	blocks []*block
	pinner runtime.Pinner
}

func (d *device) pinned() {
	b := new(block)
	d.pinner.Pin(b)
	d.dma = uintptr(unsafe.Pointer(b))
}

func (d *device) owned() {
	b := new(block)
	d.blocks = append(d.blocks, b)
	d.dma = uintptr(unsafe.Pointer(b))
}

func (d *device) loose() {
	b := new(block)
	d.dma = uintptr(unsafe.Pointer(b)) // want hidden-pointer
}

func (d *device) close() {
	d.pinner.Unpin()
	d.blocks = nil
}
