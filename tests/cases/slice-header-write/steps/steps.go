// unsafe.Add out of its object.
// dangles: the pointer belongs to no object, or to a neighbour (checkptr stops it under -race); clean: elements and fields.
package main

import "unsafe"

type pair struct{ a, b uint64 }

func past() unsafe.Pointer {
	p := new(pair)
	return unsafe.Add(unsafe.Pointer(p), unsafe.Sizeof(*p)) // want slice-header-write
}

func before() *uint64 {
	var p pair
	return (*uint64)(unsafe.Add(unsafe.Pointer(&p.a), -8)) // want slice-header-write
}

func far() uint64 {
	var a [4]uint64
	return *(*uint64)(unsafe.Add(unsafe.Pointer(&a), 40)) // want slice-header-write
}

func end(b []byte) unsafe.Pointer {
	return unsafe.Add(unsafe.Pointer(&b[0]), cap(b)) // want slice-header-write
}

func second() uint64 {
	p := pair{1, 2}
	return *(*uint64)(unsafe.Add(unsafe.Pointer(&p), unsafe.Offsetof(p.b)))
}

func back() uint64 {
	p := pair{1, 2}
	return *(*uint64)(unsafe.Add(unsafe.Pointer(&p.b), -8))
}

func at(a *[4]uint64, i int) uint64 {
	return *(*uint64)(unsafe.Add(unsafe.Pointer(a), uintptr(i)*unsafe.Sizeof(a[0])))
}

func lastByte(b []byte) byte {
	return *(*byte)(unsafe.Add(unsafe.Pointer(&b[0]), len(b)-1))
}

func next(p *pair) *pair { return (*pair)(unsafe.Add(unsafe.Pointer(p), unsafe.Sizeof(*p))) }

func main() {
	if past() == nil || before() == nil || end(make([]byte, 3)) == nil {
		panic("steps")
	}
	far()
	all := []pair{{1, 2}, {3, 4}}
	if second() != 2 || back() != 1 || at(&[4]uint64{5, 6}, 1) != 6 || lastByte([]byte{1, 9}) != 9 || next(&all[0]).a != 3 {
		panic("clean")
	}
}
