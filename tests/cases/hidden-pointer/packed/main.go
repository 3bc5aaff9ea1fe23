// Numbers with something else in their spare bits: tags, xor lists, shifted words, wide words.
// dangles: only the packed word leads to the node; clean: hashes and bucket numbers, tags beside a pointer.
package main

import "unsafe"

type node struct {
	link uintptr
	both uintptr
	word uint64
	hash uintptr
	next *object
	tag  uint8
}

func (n *node) or(o *object, t uintptr) { n.link = uintptr(unsafe.Pointer(o)) | t }                          // want hidden-pointer
func (n *node) add(o *object)           { n.link = uintptr(unsafe.Pointer(o)) + 1 }                          // want hidden-pointer
func (n *node) flip(o *object)          { n.link = ^uintptr(unsafe.Pointer(o)) }                             // want hidden-pointer
func (n *node) xor(a, b *object)        { n.both = uintptr(unsafe.Pointer(a)) ^ uintptr(unsafe.Pointer(b)) } // want hidden-pointer
func (n *node) shift(o *object, g uint16) {
	n.word = uint64(uintptr(unsafe.Pointer(o)))<<16 | uint64(g) // want hidden-pointer
}
func (n *node) mask(o *object) { n.link = uintptr(unsafe.Pointer(o)) & 0x0000_ffff_ffff_fff8 } // want hidden-pointer

func (n *node) retag(o *object) {
	n.link = uintptr(unsafe.Pointer(o)) // want hidden-pointer
	n.link |= 1
}

func (n *node) beside(o *object, t uint8) { n.next, n.tag = o, t }
func (n *node) slot(o *object)            { n.hash = uintptr(unsafe.Pointer(o)) >> 3 & 63 }
func (n *node) modulo(o *object)          { n.hash = uintptr(unsafe.Pointer(o)) % 61 }
func (n *node) low(o *object)             { n.hash = uintptr(unsafe.Pointer(o)) & 7 }
func (n *node) span(a *[8]int) {
	n.hash = uintptr(unsafe.Pointer(&a[7])) - uintptr(unsafe.Pointer(&a[0]))
}

func main() {
	n := &node{}
	for _, keep := range []func(*object){func(o *object) { n.or(o, 1) }, n.add, n.flip, func(o *object) { n.shift(o, 3) }, n.mask, n.retag} {
		keep(watched("packed"))
		gone(1)
	}
	n.xor(watched("a"), watched("b"))
	gone(2)
	o := watched("o")
	n.beside(o, 1)
	n.slot(o)
	n.modulo(o)
	n.low(o)
	n.span(new([8]int))
	if n.hash != 56 {
		panic("span")
	}
}
