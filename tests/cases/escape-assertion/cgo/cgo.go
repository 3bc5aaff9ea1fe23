// Package cgo calls C: what has types of C's is not looked at, and nothing is said of it.
package cgo

// static int twice(int *n) { return *n * 2; }
import "C"

func Twice(n int) int {
	x := C.int(n)
	p := new(int) //ptrsafe:heap
	*p = int(C.twice(&x))
	return *p
}
