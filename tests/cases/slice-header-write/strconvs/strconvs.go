// Conversions between strings and bytes by two real headers: data and length belong together, or do not.
// dangles: padded is longer than its string; clean: the classic pair of conversions, and the functions of unsafe.
package main

import (
	"reflect"
	"unsafe"
)

func padded(s string, n int) (b []byte) {
	sh := (*reflect.StringHeader)(unsafe.Pointer(&s))
	bh := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	bh.Data = sh.Data
	bh.Len = sh.Len + n // want slice-header-write
	bh.Cap = sh.Len
	return b
}

func toBytes(s string) (b []byte) {
	sh := (*reflect.StringHeader)(unsafe.Pointer(&s))
	bh := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	bh.Data = sh.Data
	bh.Len = sh.Len
	bh.Cap = sh.Len
	return b
}

func toString(b []byte) (s string) {
	bh := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	sh := (*reflect.StringHeader)(unsafe.Pointer(&s))
	sh.Data, sh.Len = bh.Data, bh.Len
	return s
}

func ofData(b []byte) (s string) {
	sh := (*reflect.StringHeader)(unsafe.Pointer(&s))
	sh.Data = uintptr(unsafe.Pointer(unsafe.SliceData(b)))
	sh.Len = len(b)
	return s
}

func cast(b []byte) string { return *(*string)(unsafe.Pointer(&b)) }

func main() {
	if len(padded("ab", 3)) != 5 {
		panic("padded")
	}
	b := []byte("hey")
	if string(toBytes("ab")) != "ab" || toString(b) != "hey" || ofData(b) != "hey" || cast(b) != "hey" {
		panic("clean")
	}
}
