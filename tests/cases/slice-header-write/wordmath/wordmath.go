// The words by address arithmetic: unsafe.Add, and uintptr with a constant.
// dangles: lengths beyond the capacity; clean: elements of an array, and reads.
package main

import "unsafe"

func added(b []byte, n int) []byte {
	*(*int)(unsafe.Add(unsafe.Pointer(&b), 8)) = n // want slice-header-write
	return b
}

func computed(b []byte, n int) []byte {
	*(*int)(unsafe.Pointer(uintptr(unsafe.Pointer(&b)) + 2*unsafe.Sizeof(uintptr(0)))) = n // want slice-header-write
	return b
}

func stepped(s string, n int) string {
	p := unsafe.Pointer(&s)
	p = unsafe.Add(p, unsafe.Sizeof(uintptr(0)))
	*(*int)(p) = n // want slice-header-write
	return s
}

func lengthOf(b []byte) int {
	return *(*int)(unsafe.Add(unsafe.Pointer(&b), 8))
}

func second(a *[2]int, n int) {
	*(*int)(unsafe.Add(unsafe.Pointer(a), 8)) = n
}

func main() {
	b := make([]byte, 2)
	if len(added(b, 99)) != 99 || cap(computed(b, 99)) != 99 || len(stepped("ab", 9)) != 9 {
		panic("words")
	}
	var a [2]int
	second(&a, 3)
	if lengthOf(b) != 2 || a[1] != 3 {
		panic("clean")
	}
}
