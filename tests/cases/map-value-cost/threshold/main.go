// Values of 1024 bytes and of one less, and boxes of 8 bytes and of 9.
// seen: unsafe.Sizeof, which main prints.
package main

import (
	"fmt"
	"unsafe"
)

type block [1024]byte

type almost [1023]byte

type eight struct {
	a uint32
	b [4]byte
}

type nine [9]byte

type blocks map[int]block // want map-value-cost

type almosts map[int]almost

type eights map[int]*eight // want map-value-cost

type nines map[int]*nine

func read(b blocks, a almosts, e eights, n nines) byte {
	x, y := b[1], a[1]
	return x[0] + y[0] + e[1].b[0] + n[1][0]
}

func main() {
	fmt.Println(unsafe.Sizeof(block{}), unsafe.Sizeof(almost{}), unsafe.Sizeof(eight{}), unsafe.Sizeof(nine{}))
	fmt.Println(read(blocks{}, almosts{}, eights{1: {}}, nines{1: {}}))
}
