// The data word: another array under the old length; another array with its length.
// dangles: the slice reads behind its new array; clean: data and length of one slice, a test of both lengths, an empty variable.
package main

import (
	"reflect"
	"unsafe"
)

type view struct{ rows []int64 }

func (v *view) point(to []int64) {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&v.rows))
	h.Data = uintptr(unsafe.Pointer(&to[0])) // want slice-header-write
}

func longer(to []int64, n int) (s []int64) {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&s))
	h.Data = uintptr(unsafe.Pointer(&to[0]))
	h.Len = n // want slice-header-write
	h.Cap = len(to)
	return s
}

func skip(b []byte, n int) []byte {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	h.Data += uintptr(n) // want slice-header-write
	return b
}

func (v *view) assign(to []int64) {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&v.rows))
	h.Data = uintptr(unsafe.Pointer(&to[0]))
	h.Len = len(to)
	h.Cap = len(to)
}

func (v *view) same(to []int64) {
	if len(v.rows) > len(to) || cap(v.rows) > cap(to) {
		return
	}
	h := (*reflect.SliceHeader)(unsafe.Pointer(&v.rows))
	h.Data = uintptr(unsafe.Pointer(&to[0]))
}

func drop(b []byte, n int) []byte {
	if n < 0 || n > len(b) {
		return nil
	}
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	h.Data += uintptr(n)
	h.Len -= n
	h.Cap -= n
	return b
}

func mapped(addr unsafe.Pointer, n int) (b []byte) {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	h.Data = uintptr(addr)
	h.Len = n
	h.Cap = n
	return b
}

func main() {
	v := view{make([]int64, 8)}
	to := []int64{1, 2}
	v.point(to)
	if len(v.rows) != 8 || v.rows[1] != 2 || len(longer(to, 5)) != 5 || len(skip(make([]byte, 4), 2)) != 4 {
		panic("within")
	}
	v.assign(to)
	v.same([]int64{3, 4, 5})
	if v.rows[0] != 3 || len(drop([]byte{1, 2, 3}, 1)) != 2 || len(mapped(unsafe.Pointer(&to[0]), 16)) != 16 {
		panic("clean")
	}
}
