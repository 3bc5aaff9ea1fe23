// Numbers sent over channels: bare, in a struct, in a select; and pointers sent instead.
// dangles: the object is collected while its number waits in the channel; clean: pointers, and lengths.
package main

import "unsafe"

type job struct {
	addr uintptr
	n    int
}

type held struct {
	obj  *object
	addr uintptr
}

func bare(c chan uintptr, o *object) { c <- uintptr(unsafe.Pointer(o)) } // want hidden-pointer

func packed(c chan job, o *object) {
	c <- job{addr: uintptr(unsafe.Pointer(o)), n: 1} // want hidden-pointer
}

func built(c chan job, o *object) {
	var j job
	j.addr = uintptr(unsafe.Pointer(o))
	j.n = 2
	c <- j // want hidden-pointer
}

func selected(c chan uintptr, o *object) bool {
	select {
	case c <- uintptr(unsafe.Pointer(o)): // want hidden-pointer
		return true
	default:
		return false
	}
}

func pointer(c chan *object, o *object)    { c <- o }
func raw(c chan unsafe.Pointer, o *object) { c <- unsafe.Pointer(o) }
func both(c chan held, o *object)          { c <- held{obj: o, addr: uintptr(unsafe.Pointer(o))} }
func length(c chan uintptr, o *object)     { c <- uintptr(len(o.name)) }
func offset(c chan uintptr, o *object) {
	c <- uintptr(unsafe.Pointer(&o.data)) - uintptr(unsafe.Pointer(o))
}
func bucket(c chan uintptr, o *object) { c <- uintptr(unsafe.Pointer(o)) >> 4 % 64 }

func main() {
	numbers, jobs := make(chan uintptr, 16), make(chan job, 16)
	bare(numbers, watched("bare"))
	packed(jobs, watched("packed"))
	built(jobs, watched("built"))
	selected(numbers, watched("selected"))
	gone(4)
	o := watched("o")
	c := make(chan *object, 1)
	pointer(c, o)
	raws, helds := make(chan unsafe.Pointer, 1), make(chan held, 1)
	raw(raws, o)
	both(helds, o)
	length(numbers, o)
	offset(numbers, o)
	bucket(numbers, o)
	if <-c != o || len(numbers) != 5 {
		panic("sent")
	}
}
