package main

import (
	"reflect"
	"unsafe"
)

type eface struct{ typ, data unsafe.Pointer }

func unpack(v any) *eface { return (*eface)(unsafe.Pointer(&v)) }

// Descriptions of types are not collected.
func typeID(t reflect.Type) uintptr { return uintptr((*eface)(unsafe.Pointer(&t)).data) }

func kindID(v any) uintptr { return uintptr((*eface)(unsafe.Pointer(&v)).typ) }

func (x *index) registered(t reflect.Type, v any) {
	x.types[typeID(t)] = t.Name()
	x.types[kindID(v)] = "v"
	x.types[reflect.ValueOf(t).Pointer()] = t.Name()
	x.types[uintptr(unpack(t).data)] = t.Name()
}

func (x *index) unpacked(v any) {
	x.seen[uintptr(unpack(v).data)]++ // want hidden-pointer
}

// self is read through the object only.
type self struct {
	addr uintptr
	name string
}

func (s *self) check() bool {
	if s.addr == 0 {
		s.addr = uintptr(unsafe.Pointer(s)) // want-possible hidden-pointer
	}
	return s.addr == uintptr(unsafe.Pointer(s))
}
