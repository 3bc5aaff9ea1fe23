// The handle is made in one package of the module and kept in another.
package packages

import "unsafe"

import "example.com/packages/mem"

type table struct {
	byAddr map[mem.Handle]string
	byID   map[int]*mem.Object
}

func newTable() *table {
	return &table{map[mem.Handle]string{}, map[int]*mem.Object{}}
}

func (t *table) add(o *mem.Object, name string) {
	t.byID[o.ID] = o
	t.byAddr[mem.Handle(uintptr(unsafe.Pointer(o)))] = name
}

func (t *table) lose(o *mem.Object, name string) {
	t.byAddr[mem.Handle(uintptr(unsafe.Pointer(o)))] = name // want hidden-pointer
}
