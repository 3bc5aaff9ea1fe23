// A table of tagged words: tag keeps addresses with a bit set, in a map and in a field; the pairs beside it keep pointers.
// dangles: after runtime.GC the words point to reused memory; clean: pair, check, hash.
package main

import (
	"fmt"
	"unsafe"
)

type item struct {
	id   int
	data [32]byte
}

type table struct {
	words map[int]uintptr
	pairs map[int]pair
	last  uintptr
	sum   uintptr
}

type pair struct {
	p   *item
	tag bool
}

const tagBit = 1

func (t *table) tag(id int) {
	it := &item{id: id}
	t.words[id] = uintptr(unsafe.Pointer(it)) | tagBit // want hidden-pointer
}

func (t *table) get(id int) *item {
	w, ok := t.words[id]
	if !ok {
		return nil
	}
	return (*item)(unsafe.Pointer(w &^ tagBit))
}

func (t *table) pair(id int) { t.pairs[id] = pair{&item{id: id}, true} }

func (t *table) pairID(id int) int {
	if p := t.pairs[id]; p.p != nil {
		return p.p.id
	}
	return -1
}

func (t *table) remember(it *item) {
	t.last = uintptr(unsafe.Pointer(it)) // want hidden-pointer
}

func (t *table) lastID() int { return (*item)(unsafe.Pointer(t.last)).id }

// check sums page numbers of addresses; no address can be made of it.
func (t *table) check(it *item) {
	page := uintptr(unsafe.Pointer(it)) >> 12
	t.sum += page % 64
}

func hash(it *item) uint32 {
	h := uint64(uintptr(unsafe.Pointer(it)))
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	return uint32(h >> 32)
}

func dataOf(it *item) *[32]byte {
	return (*[32]byte)(unsafe.Pointer(uintptr(unsafe.Pointer(it)) + unsafe.Offsetof(it.data)))
}

func main() {
	t := &table{words: map[int]uintptr{}, pairs: map[int]pair{}}
	it := &item{id: 9}
	t.pair(1)
	t.check(it)
	dataOf(it)[0] = 1
	if len(t.words) > 0 {
		fmt.Println(t.get(1).id, t.lastID())
	}
	use := []func(){func() { t.tag(1) }, func() { t.remember(it) }}
	for _, f := range use {
		f()
	}
	fmt.Println(t.pairID(1), t.pairID(2), it.data[0], hash(it) != 0)
}
