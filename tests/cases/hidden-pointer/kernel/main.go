// System calls: the conversion stands in the call's own arguments, or the number was made before.
// dangles: the buffer is collected before the call reads it; clean: conversions in place, buffers that are used afterwards.
package main

import (
	"bytes"
	"runtime"
	"syscall"
	"unsafe"
)

type vector struct {
	base uintptr
	size uint64
}

type batch struct{ parts []vector }

func inPlace(fd int, b []byte) {
	syscall.Syscall(syscall.SYS_WRITE, uintptr(fd), uintptr(unsafe.Pointer(&b[0])), uintptr(len(b)))
}

func before(fd int, text string) {
	b := []byte(text)
	addr := uintptr(unsafe.Pointer(&b[0])) // want hidden-pointer
	n := uintptr(len(b))
	runtime.GC()
	syscall.Syscall(syscall.SYS_WRITE, uintptr(fd), addr, n)
}

func twoSteps(fd int, text string) {
	b := []byte(text)
	p := unsafe.Pointer(&b[0])
	addr := uintptr(p)
	from := addr + 1 // want hidden-pointer
	syscall.Syscall(syscall.SYS_WRITE, uintptr(fd), from, uintptr(len(b)-1))
}

func pointerBefore(fd int, text string) {
	b := []byte(text)
	p := unsafe.Pointer(&b[0])
	n := uintptr(len(b))
	syscall.Syscall(syscall.SYS_WRITE, uintptr(fd), uintptr(p), n)
}

func kept(fd int, text string) {
	b := []byte(text)
	addr := uintptr(unsafe.Pointer(&b[0]))
	syscall.Syscall(syscall.SYS_WRITE, uintptr(fd), addr, uintptr(len(b)))
	runtime.KeepAlive(b)
}

func usedAfter(fd int, text string) []byte {
	b := []byte(text)
	addr := uintptr(unsafe.Pointer(&b[0]))
	syscall.Syscall(syscall.SYS_WRITE, uintptr(fd), addr, uintptr(len(b)))
	return bytes.TrimSpace(b)
}

func (q *batch) later(b []byte) {
	q.parts = append(q.parts, vector{uintptr(unsafe.Pointer(&b[0])), uint64(len(b))}) // want hidden-pointer
}

// gather has its vector for itself, and the bytes until the call has ended.
func gather(fd int, b []byte) {
	v := vector{uintptr(unsafe.Pointer(&b[0])), uint64(len(b))}
	syscall.Syscall(syscall.SYS_WRITEV, uintptr(fd), uintptr(unsafe.Pointer(&v)), 1)
	runtime.KeepAlive(b)
}

func main() {
	var p [2]int
	if err := syscall.Pipe(p[:]); err != nil {
		panic(err)
	}
	inPlace(p[1], []byte("a"))
	before(p[1], "b")
	twoSteps(p[1], " c")
	pointerBefore(p[1], "d")
	kept(p[1], "e")
	usedAfter(p[1], "f")
	gather(p[1], []byte("g"))
	q := &batch{}
	q.later(unsafe.Slice((*byte)(unsafe.Pointer(watched("bytes"))), 8))
	gone(1)
	b := make([]byte, 16)
	if n, _ := syscall.Read(p[0], b); n != 7 {
		panic("pipe")
	}
}
