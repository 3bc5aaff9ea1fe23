// Numbers that function literals and goroutines have: returned, stored, started; and literals that are called at once.
// dangles: the object is collected while the literal has its number; clean: literals with the pointer, or with both.
package main

import "unsafe"

type hooks struct {
	onClose []func() bool
	get     func() uintptr
}

func returned(o *object) func() *object {
	addr := uintptr(unsafe.Pointer(o)) // want hidden-pointer
	return func() *object { return (*object)(unsafe.Pointer(addr)) }
}

func (h *hooks) stored(o *object) {
	addr := uintptr(unsafe.Pointer(o)) // want hidden-pointer
	h.get = func() uintptr { return addr }
}

func (h *hooks) appended(o *object) {
	addr := uintptr(unsafe.Pointer(o)) // want hidden-pointer
	h.onClose = append(h.onClose, func() bool { return addr == 0 })
}

func started(o *object, wait chan bool) {
	addr := uintptr(unsafe.Pointer(o)) // want hidden-pointer
	go func() {
		<-wait
		wait <- (*object)(unsafe.Pointer(addr)) != nil
	}()
}

func reader(addr uintptr, wait chan bool) {
	<-wait
	wait <- addr != 0
}

func argument(o *object, wait chan bool) {
	go reader(uintptr(unsafe.Pointer(o)), wait) // want hidden-pointer
}

func pointer(o *object) func() *object { return func() *object { return o } }

func both(o *object) func() (uintptr, string) {
	addr := uintptr(unsafe.Pointer(o))
	return func() (uintptr, string) { return addr, o.name }
}

func atOnce(o *object) bool {
	addr := uintptr(unsafe.Pointer(o))
	aligned := func() bool { return addr%8 == 0 }
	return aligned()
}

func offset(a *[4]int) func() uintptr {
	n := uintptr(unsafe.Pointer(&a[3])) - uintptr(unsafe.Pointer(&a[0]))
	return func() uintptr { return n }
}

func main() {
	var h hooks
	get := returned(watched("returned"))
	gone(1)
	h.stored(watched("stored"))
	gone(1)
	h.appended(watched("appended"))
	gone(1)
	wait := make(chan bool)
	started(watched("started"), wait)
	gone(1)
	wait <- true
	<-wait
	argument(watched("argument"), wait)
	gone(1)
	wait <- true
	<-wait
	o := watched("o")
	if _, name := both(o)(); name != "o" || pointer(o)() != o || !atOnce(o) || offset(new([4]int))() != 24 || get == nil || h.get() == 0 {
		panic("literals")
	}
}
