// Package mem has objects and their handles.
package mem

type Object struct {
	ID   int
	data [32]byte
}

type Handle uintptr
