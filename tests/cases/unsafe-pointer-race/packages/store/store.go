// Package store has what all look at.
package store

import "unsafe"

type Data struct{ N int }

var (
	Current unsafe.Pointer // *Data
	first   unsafe.Pointer // *Data
)

func Set(d *Data) {
	Current = unsafe.Pointer(d) // want unsafe-pointer-race
}

// Begin is called before anything is started.
func Begin(d *Data) { first = unsafe.Pointer(d) }

func Get() int {
	n := (*Data)(first).N
	if d := (*Data)(Current); d != nil { // want unsafe-pointer-race
		n += d.N
	}
	return n
}
