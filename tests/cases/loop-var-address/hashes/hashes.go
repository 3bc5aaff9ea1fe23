// Slices of the loop variable's array.
// aliases: all slices show the last hash; clean: bytes appended with ..., a copy of the array, a slice of a slice.
package main

import "bytes"

type block struct {
	sum  [4]byte
	data []byte
}

func sums(blocks []block) (out [][]byte) {
	for _, b := range blocks {
		out = append(out, b.sum[:]) // want loop-var-address
	}
	return out
}

func index(sums [][4]byte) map[byte][]byte {
	m := map[byte][]byte{}
	for _, s := range sums {
		head := s[:2] // want loop-var-address
		m[s[0]] = head
	}
	return m
}

func joined(sums [][4]byte) (out []byte) {
	for _, s := range sums {
		out = append(out, s[:]...)
	}
	return out
}

func equal(sums [][4]byte, want []byte) (n int) {
	for _, s := range sums {
		if bytes.Equal(s[:], want) {
			n++
		}
	}
	return n
}

func datas(blocks []block) (out [][]byte) {
	for _, b := range blocks {
		out = append(out, b.data[:])
	}
	return out
}

func strs(sums [][4]byte) (out []string) {
	for _, s := range sums {
		out = append(out, string(s[:]))
	}
	return out
}

func main() {
	blocks := []block{{[4]byte{1}, []byte{1}}, {[4]byte{2}, []byte{2}}}
	if s := sums(blocks); s[0][0] != 2 {
		panic("sums")
	}
	raw := [][4]byte{{1}, {2}}
	if m := index(raw); m[1][0] != 2 {
		panic("index")
	}
	if joined(raw)[0] != 1 || equal(raw, []byte{1, 0, 0, 0}) != 1 || datas(blocks)[0][0] != 1 || strs(raw)[0][0] != 1 {
		panic("clean")
	}
}
