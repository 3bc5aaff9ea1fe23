// Numbers in fields: through a literal, a setter, a constructor, a struct within a struct, a named number type.
// dangles: the objects are collected while the handles name them; clean: handles that hold the object beside the number.
package main

import "unsafe"

type Handle uintptr

type ref struct {
	addr uintptr
	size int
}

type window struct {
	title string
	self  ref
	user  Handle
}

func literal(o *object) *ref {
	return &ref{addr: uintptr(unsafe.Pointer(o)), size: 1} // want hidden-pointer
}

func (r *ref) set(o *object) { r.addr = uintptr(unsafe.Pointer(o)) } // want hidden-pointer

func (w *window) attach(o *object) {
	w.self.addr = uintptr(unsafe.Pointer(o)) // want hidden-pointer
}

func (w *window) tag(o *object) {
	w.user = Handle(unsafe.Pointer(o)) // want hidden-pointer
}

// put is given the number by its caller.
func (w *window) put(a uintptr) {
	w.self.addr = a // want hidden-pointer
}

func (w *window) forward(o *object) { w.put(uintptr(unsafe.Pointer(o))) }

// size is given another number.
func (w *window) resize(n uintptr) { w.self.addr = n }

func address(o *object) uintptr { return uintptr(unsafe.Pointer(o)) }

func (w *window) helped(o *object) {
	w.self.addr = address(o) // want hidden-pointer
}

// through goes over a local; the field is what lasts.
func (w *window) through(o *object) {
	a := uintptr(unsafe.Pointer(o))
	b := a &^ 1
	w.self.addr = b // want hidden-pointer
}

type owned struct {
	obj  *object
	addr uintptr
}

func own(o *object) *owned { return &owned{obj: o, addr: uintptr(unsafe.Pointer(o))} }

func (w *owned) replace(o *object) {
	w.obj = o
	w.addr = uintptr(unsafe.Pointer(o))
}

type counted struct{ id, offset uintptr }

func number(n int) *counted {
	return &counted{id: uintptr(n), offset: unsafe.Offsetof(object{}.data) + unsafe.Sizeof(uintptr(0))}
}

func main() {
	r := literal(watched("literal"))
	gone(1)
	r.set(watched("set"))
	gone(1)
	w := &window{title: "w"}
	for _, keep := range []func(*object){w.attach, w.tag, w.forward, w.helped, w.through} {
		keep(watched("field"))
		gone(1)
	}
	w.resize(80)
	o := own(watched("owned"))
	o.replace(watched("other"))
	if number(1).offset == 0 || r.addr == 0 || o.addr != uintptr(unsafe.Pointer(o.obj)) {
		panic("numbers")
	}
}
