// An address in a field of a struct that lasts, beside a struct that has the pointer.
// the collector frees the page: the finalizer of what keep was given runs after runtime.GC, that of hold does not.
package fields

import "unsafe"

type page struct{ words [512]uint64 }

type window struct {
	addr uintptr
	size int
}

func (w *window) keep(n int) {
	p := new(page)
	p.words[0] = uint64(n)
	w.addr = uintptr(unsafe.Pointer(p)) // want hidden-pointer
	w.size = n
}

type frame struct {
	addr uintptr
	page *page
}

func (f *frame) hold(n int) {
	p := new(page)
	p.words[0] = uint64(n)
	f.addr = uintptr(unsafe.Pointer(p))
	f.page = p
}

func (w *window) first() uint64 { return (*page)(unsafe.Pointer(w.addr)).words[0] }

func (f *frame) first() uint64 { return (*page)(unsafe.Pointer(f.addr)).words[0] }
