// The same words without reflect: arrays of uintptr and structs of the same layout, for slices and strings.
// dangles: lengths beyond the capacity; clean: reads, shorter lengths, structs that are no headers.
package main

import "unsafe"

type sliceWords struct {
	data     unsafe.Pointer
	len, cap int
}

type stringWords struct {
	data unsafe.Pointer
	len  int
}

type packet struct {
	len, cap int
	body     []byte
}

func lenWord(b []int32, n int) []int32 {
	w := (*[3]uintptr)(unsafe.Pointer(&b))
	w[1] = uintptr(n) // want slice-header-write
	return b
}

func capWord(b []int32, n int) []int32 {
	(*[3]int)(unsafe.Pointer(&b))[2] = n // want slice-header-write
	return b
}

func structWords(b []int32, n int) []int32 {
	w := (*sliceWords)(unsafe.Pointer(&b))
	w.cap = n // want slice-header-write
	w.len = n // want slice-header-write
	return b
}

func stringLen(s string, n int) string {
	(*[2]uintptr)(unsafe.Pointer(&s))[1] = uintptr(n) // want slice-header-write
	return s
}

func stringStruct(s string) string {
	(*stringWords)(unsafe.Pointer(&s)).len += 2 // want slice-header-write
	return s
}

func shorter(b []int32) []int32 {
	w := (*sliceWords)(unsafe.Pointer(&b))
	w.cap = len(b)
	w.len = 0
	return b
}

func sum(b []int32) uintptr {
	w := (*[3]uintptr)(unsafe.Pointer(&b))
	return w[1] + w[2]
}

func (p *packet) setLen(n int) {
	q := (*packet)(unsafe.Pointer(p))
	q.len, q.cap = n, n
}

func first(b []uintptr) {
	(*[1]uintptr)(unsafe.Pointer(&b[0]))[0] = 7
}

func main() {
	b := make([]int32, 2, 4)
	if len(lenWord(b, 9)) != 9 || cap(capWord(b, 9)) != 9 || len(structWords(b, 9)) != 9 {
		panic("words")
	}
	if len(stringLen("ab", 5)) != 5 || len(stringStruct("ab")) != 4 {
		panic("strings")
	}
	p := &packet{}
	p.setLen(3)
	w := []uintptr{1}
	first(w)
	if cap(shorter(b)) != 2 || sum(b) != 6 || p.len != 3 || w[0] != 7 {
		panic("clean")
	}
}
