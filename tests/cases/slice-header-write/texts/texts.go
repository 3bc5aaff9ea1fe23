// unsafe.String beyond its bytes.
// dangles: the string is longer than what it was made of; clean: whole slices and parts.
package main

import "unsafe"

func terminated(b []byte) string {
	return unsafe.String(&b[0], cap(b)+1) // want slice-header-write
}

func again(s string) string {
	return unsafe.String(unsafe.StringData(s), len(s)+1) // want slice-header-write
}

func fixed() string {
	var a [8]byte
	return unsafe.String(&a[0], 9) // want slice-header-write
}

func whole(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

func tail(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	return unsafe.String(&b[1], len(b)-1)
}

func prefix(s string) string { return unsafe.String(unsafe.StringData(s), len(s)/2) }

func cut(b []byte, n int) string {
	if n > len(b) {
		n = len(b)
	}
	return unsafe.String(&b[0], n)
}

func main() {
	b := []byte("abcd")
	if len(terminated(b)) != cap(b)+1 || len(again("xy")) != 3 || len(fixed()) != 9 {
		panic("texts")
	}
	if whole(b) != "abcd" || tail(b) != "bcd" || prefix("xyzw") != "xy" || cut(b, 9) != "abcd" {
		panic("clean")
	}
}
