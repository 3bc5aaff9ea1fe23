// A package-level pointer that a goroutine replaces while main reads it; one that is set before the goroutine starts.
// race: at both accesses of live.
package main

import "unsafe"

type rules struct{ names []string }

var (
	live  unsafe.Pointer // *rules
	fixed unsafe.Pointer // *rules
)

func reload(times int, done chan<- bool) {
	for i := 0; i < times; i++ {
		live = unsafe.Pointer(&rules{make([]string, i)}) // want unsafe-pointer-race
	}
	done <- (*rules)(fixed) != nil
}

func main() {
	fixed = unsafe.Pointer(&rules{})
	done := make(chan bool)
	go reload(100, done)
	n := 0
	for i := 0; i < 100; i++ {
		if r := (*rules)(live); r != nil { // want unsafe-pointer-race
			n += len(r.names)
		}
	}
	println(n, <-done)
}
