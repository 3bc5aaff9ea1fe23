// Numbers in package-level variables: a plain one, a field of a struct, an element of an array, an atomic word.
// dangles: the objects are collected while their addresses are kept; clean: pointers, and addresses of variables that live as long.
package main

import (
	"sync/atomic"
	"unsafe"
)

var (
	current uintptr
	state   struct {
		owner uintptr
		turns int
	}
	slots   [4]uintptr
	word    uintptr
	counter atomic.Uintptr
	wide    atomic.Uint64

	kept   *object
	raw    unsafe.Pointer
	shared [64]byte
	base   uintptr
	limit  uintptr
)

func plain(o *object)   { current = uintptr(unsafe.Pointer(o)) }                               // want hidden-pointer
func field(o *object)   { state.owner = uintptr(unsafe.Pointer(o)) }                           // want hidden-pointer
func element(o *object) { slots[1] = uintptr(unsafe.Pointer(o)) }                              // want hidden-pointer
func stored(o *object)  { atomic.StoreUintptr(&word, uintptr(unsafe.Pointer(o))) }             // want hidden-pointer
func method(o *object)  { counter.Store(uintptr(unsafe.Pointer(o))) }                          // want hidden-pointer
func widened(o *object) { wide.Store(uint64(uintptr(unsafe.Pointer(o)))) }                     // want hidden-pointer
func part(o *object)    { current = uintptr(unsafe.Pointer(&o.data[2])) }                      // want hidden-pointer
func swapped(o *object) { atomic.CompareAndSwapUintptr(&word, 0, uintptr(unsafe.Pointer(o))) } // want hidden-pointer

func pointer(o *object)  { kept = o }
func unsafely(o *object) { raw = unsafe.Pointer(o) }

// both keeps the object beside its number.
func both(o *object) {
	kept = o
	current = uintptr(unsafe.Pointer(o))
}

// bounds are addresses of a package-level variable: it is never freed and never moves.
func bounds() {
	base = uintptr(unsafe.Pointer(&shared[0]))
	limit = base + uintptr(len(shared))
	state.turns++
}

// inside counts bytes: the difference is no address.
func inside(p *byte) {
	slots[0] = uintptr(unsafe.Pointer(p)) - base
}

func main() {
	for _, keep := range []func(*object){plain, field, element, stored, method, widened, part} {
		keep(watched("global"))
		gone(1)
	}
	bounds()
	inside(&shared[5])
	if slots[0] != 5 || limit-base != 64 {
		panic("no distance")
	}
	swapped(watched("swapped"))
	pointer(watched("kept"))
	both(watched("both"))
	unsafely(watched("raw"))
}
