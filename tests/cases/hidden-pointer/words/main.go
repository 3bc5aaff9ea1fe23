// Numbers that are read out of the words of pointers, slices, strings and interfaces.
// dangles: the objects are collected while the words are kept; clean: lengths, type words, words used at once.
package main

import (
	"reflect"
	"unsafe"
)

type index struct {
	last  uintptr
	seen  map[uintptr]int
	types map[uintptr]string
}

func (x *index) pointer(o *object) {
	x.last = *(*uintptr)(unsafe.Pointer(&o)) // want hidden-pointer
}

func (x *index) header(b []int) {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	x.seen[h.Data]++ // want hidden-pointer
}

func (x *index) text(s string) {
	x.last = (*reflect.StringHeader)(unsafe.Pointer(&s)).Data // want hidden-pointer
}

func (x *index) bytes(s string) {
	x.last = uintptr(unsafe.Pointer(unsafe.StringData(s))) // want hidden-pointer
}

func (x *index) first(b []byte) {
	x.last = uintptr(unsafe.Pointer(unsafe.SliceData(b))) // want hidden-pointer
}

func (x *index) dynamic(v any) {
	x.last = (*[2]uintptr)(unsafe.Pointer(&v))[1] // want hidden-pointer
}

func (x *index) table(m map[string]int) {
	x.last = *(*uintptr)(unsafe.Pointer(&m)) // want hidden-pointer
}

// kind is the type's word: types are not collected.
func (x *index) kind(v any) {
	x.types[(*[2]uintptr)(unsafe.Pointer(&v))[0]] = reflect.TypeOf(v).String()
}

func (x *index) length(b []int) {
	x.last = uintptr((*reflect.SliceHeader)(unsafe.Pointer(&b)).Len)
	x.seen[uintptr(cap(b))]++
}

// name is the address of a constant.
func (x *index) name() { x.last = uintptr(unsafe.Pointer(unsafe.StringData("constant"))) }

func (x *index) overlap(a, b []int) bool {
	return (*reflect.SliceHeader)(unsafe.Pointer(&a)).Data == (*reflect.SliceHeader)(unsafe.Pointer(&b)).Data
}

func main() {
	x := &index{seen: map[uintptr]int{}, types: map[uintptr]string{}}
	for _, keep := range []func(*object){x.pointer, func(o *object) { x.header(o.data[:]) }, func(o *object) { x.dynamic(o) },
		func(o *object) { x.first(unsafe.Slice((*byte)(unsafe.Pointer(o)), 8)) }, func(o *object) { x.text(unsafe.String((*byte)(unsafe.Pointer(o)), 8)) },
		func(o *object) { x.bytes(unsafe.String((*byte)(unsafe.Pointer(o)), 8)) }} {
		keep(watched("word"))
		gone(1)
	}
	x.table(map[string]int{})
	x.kind(x)
	x.registered(reflect.TypeOf(x), x)
	x.unpacked(x)
	if !new(self).check() {
		panic("self")
	}
	x.length([]int{1})
	x.name()
	if s := []int{1, 2}; !x.overlap(s, s[:1]) || len(x.types) != 1 && len(x.types) != 2 {
		panic("words")
	}
}
