// The address of a local over a call: the stack grows and the local moves; the number stays behind.
// run with a deep enough call the write is lost. Within one expression, and with a pointer, it is not.
package stacks

import "unsafe"

type point struct{ x, y int }

func deep(n int) int {
	var pad [128]int
	pad[n%128] = n
	if n == 0 {
		return pad[0]
	}
	return deep(n-1) + pad[n%128] - n
}

func stale(n int) int {
	var p point
	addr := uintptr(unsafe.Pointer(&p)) + unsafe.Offsetof(p.y) // want hidden-pointer
	deep(n)
	*(*int)(unsafe.Pointer(addr)) = n
	return p.y
}

func at(n int) int {
	var p point
	deep(n)
	*(*int)(unsafe.Pointer(uintptr(unsafe.Pointer(&p)) + unsafe.Offsetof(p.y))) = n
	return p.y
}

func pointer(n int) int {
	var p point
	y := unsafe.Pointer(&p.y)
	deep(n)
	*(*int)(y) = n
	return p.y
}

// Nothing is called between.
func direct(n int) int {
	var p point
	addr := uintptr(unsafe.Pointer(&p)) + unsafe.Offsetof(p.y)
	*(*int)(unsafe.Pointer(addr)) = n
	return p.y
}
