// Numbers in local variables over a call: the stack grows and the object stays behind, or the object is collected.
// dangles: writes through the number are lost; KeepAlive keeps an object, but does not nail it to the stack. clean: pointers,
// numbers used before the call, objects that the heap has and something keeps.
package main

import (
	"runtime"
	"unsafe"
)

type cursor struct {
	pos, line int
	pad       [6]int
}

//go:noinline
func deep(n int) int {
	var frame [64]int
	frame[n%64] = n
	if n == 0 {
		return frame[0]
	}
	return deep(n-1) + frame[n%64] - n
}

func local(n int) int {
	var c cursor
	addr := uintptr(unsafe.Pointer(&c)) // want hidden-pointer
	deep(n)
	(*cursor)(unsafe.Pointer(addr)).line = 7
	return c.line
}

// alive keeps the cursor alive, not in place.
func alive(n int) int {
	var c cursor
	addr := uintptr(unsafe.Pointer(&c)) // want hidden-pointer
	deep(n)
	(*cursor)(unsafe.Pointer(addr)).line = 7
	runtime.KeepAlive(&c)
	return c.line
}

// copies go through three locals; the last one lasts over the call.
func copies(n int) int {
	var c cursor
	a := uintptr(unsafe.Pointer(&c))
	b := a
	d := b + unsafe.Offsetof(c.line) // want hidden-pointer
	deep(n)
	*(*int)(unsafe.Pointer(d)) = 7
	return c.line
}

func inLoop(n int) int {
	var a [8]int
	addr := uintptr(unsafe.Pointer(&a[0])) // want hidden-pointer
	for i := range 3 {
		deep(n)
		*(*int)(unsafe.Pointer(addr + uintptr(i)*8)) = 7
	}
	return a[0] + a[1] + a[2]
}

func made() int {
	o := watched("made")
	addr := uintptr(unsafe.Pointer(o)) // want hidden-pointer
	o = nil
	gone(1)
	return (*object)(unsafe.Pointer(addr)).data[0]
}

func before(n int) int {
	var c cursor
	addr := uintptr(unsafe.Pointer(&c)) + unsafe.Offsetof(c.line)
	*(*int)(unsafe.Pointer(addr)) = 7
	deep(n)
	return c.line
}

func pointer(n int) int {
	var c cursor
	p := unsafe.Add(unsafe.Pointer(&c), unsafe.Offsetof(c.line))
	deep(n)
	*(*int)(p) = 7
	return c.line
}

// again takes the address after the call.
func again(n int) int {
	var c cursor
	addr := uintptr(unsafe.Pointer(&c))
	aligned := addr%8 == 0
	deep(n)
	addr = uintptr(unsafe.Pointer(&c))
	(*cursor)(unsafe.Pointer(addr)).line = 7
	if !aligned {
		return 0
	}
	return c.line
}

var kept *object

// heap objects that something keeps neither move nor go.
func heap(n int) int {
	o := &object{name: "heap"}
	kept = o
	addr := uintptr(unsafe.Pointer(o))
	deep(n)
	(*object)(unsafe.Pointer(addr)).data[1] = 7
	return o.data[1]
}

var fixed cursor

func global(n int) int {
	addr := uintptr(unsafe.Pointer(&fixed))
	deep(n)
	(*cursor)(unsafe.Pointer(addr)).line = 7
	return fixed.line
}

func main() {
	for _, stale := range []func(int) int{local, alive, copies, inLoop} {
		c := make(chan int)
		go func() { c <- stale(20000) }() // a new goroutine has a small stack
		if n := <-c; n == 7 || n == 21 {
			panic("the stack did not move")
		}
	}
	for _, sound := range []func(int) int{before, pointer, again, heap, global} {
		c := make(chan int)
		go func() { c <- sound(20000) }()
		if <-c != 7 {
			panic("lost")
		}
	}
	made()
}
