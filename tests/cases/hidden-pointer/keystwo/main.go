// Addresses as numbers, used at once: for a hash, an alignment test, a log line, an order, an identity within one call.
// clean: no number is turned back to a pointer, none outlives its object.
package main

import (
	"fmt"
	"runtime"
	"unsafe"
)

type node struct {
	val  int
	next *node
}

func shard(n *node) int { return int(uintptr(unsafe.Pointer(n)) >> 4 % 8) }

func aligned(p unsafe.Pointer, to uintptr) bool { return uintptr(p)%to == 0 }

func alignUp(b []byte, to uintptr) []byte {
	off := uintptr(unsafe.Pointer(unsafe.SliceData(b))) % to
	if off == 0 {
		return b
	}
	return b[to-off:]
}

func overlap(a, b []byte) bool {
	if len(a) == 0 || len(b) == 0 {
		return false
	}
	a0, b0 := uintptr(unsafe.Pointer(&a[0])), uintptr(unsafe.Pointer(&b[0]))
	a1, b1 := a0+uintptr(len(a)), b0+uintptr(len(b))
	return a0 < b1 && b0 < a1
}

type layout struct {
	size    uintptr
	offsets map[string]uintptr
}

func describe() layout {
	var n node
	return layout{unsafe.Sizeof(n), map[string]uintptr{
		"val":  unsafe.Offsetof(n.val),
		"next": unsafe.Offsetof(n.next),
	}}
}

func field(n *node, l layout, name string) (int, bool) {
	off, ok := l.offsets[name]
	if !ok || name != "val" {
		return 0, false
	}
	return *(*int)(unsafe.Add(unsafe.Pointer(n), off)), true
}

func at(a *[4]int, i int) int {
	if i < 0 || i >= len(a) {
		return 0
	}
	return *(*int)(unsafe.Pointer(uintptr(unsafe.Pointer(a)) + uintptr(i)*unsafe.Sizeof(a[0])))
}

// cyclic keeps real pointers in its set.
func cyclic(n *node) bool {
	seen := map[unsafe.Pointer]bool{}
	for ; n != nil; n = n.next {
		if seen[unsafe.Pointer(n)] {
			return true
		}
		seen[unsafe.Pointer(n)] = true
	}
	return false
}

type caller struct {
	pcs map[uintptr]int
}

func (c *caller) mark() {
	pc, _, _, ok := runtime.Caller(1)
	if ok {
		c.pcs[pc]++
	}
}

func main() {
	n := &node{val: 7}
	n.next = &node{val: 8, next: n}
	l := describe()
	v, ok := field(n, l, "val")
	fmt.Println(v, ok, shard(n) < 8, aligned(unsafe.Pointer(n), 8), cyclic(n))
	b := make([]byte, 64)
	fmt.Println(aligned(unsafe.Pointer(&alignUp(b, 32)[0]), 32), overlap(b[:10], b[9:]), overlap(b[:10], b[10:]))
	c := &caller{map[uintptr]int{}}
	for range 3 {
		c.mark()
	}
	fmt.Println(at(&[4]int{1, 2, 3, 4}, 2), len(c.pcs))
}
