// Numbers as values of maps: bare, in structs, in slices, as interfaces, in a sync.Map.
// dangles: the objects are collected while the tables name them; clean: tables of pointers.
package main

import (
	"sync"
	"unsafe"
)

type entry struct {
	addr uintptr
	hits int
}

type table struct {
	bare   map[string]uintptr
	wide   map[string]uint64
	struc  map[string]entry
	refs   map[string]*entry
	lists  map[string][]uintptr
	boxed  map[string]any
	synced sync.Map
	ptrs   map[string]*object
	raws   map[string]unsafe.Pointer
}

func (t *table) number(o *object) { t.bare[o.name] = uintptr(unsafe.Pointer(o)) }         // want hidden-pointer
func (t *table) wider(o *object)  { t.wide[o.name] = uint64(uintptr(unsafe.Pointer(o))) } // want hidden-pointer
func (t *table) structs(o *object) {
	t.struc[o.name] = entry{addr: uintptr(unsafe.Pointer(o)), hits: 1} // want hidden-pointer
}
func (t *table) pointed(o *object) { t.refs[o.name] = &entry{addr: uintptr(unsafe.Pointer(o))} } // want hidden-pointer
func (t *table) list(o *object) {
	t.lists[o.name] = append(t.lists[o.name], uintptr(unsafe.Pointer(o))) // want hidden-pointer
}
func (t *table) box(o *object)  { t.boxed[o.name] = uintptr(unsafe.Pointer(o)) }       // want hidden-pointer
func (t *table) sync(o *object) { t.synced.Store(o.name, uintptr(unsafe.Pointer(o))) } // want hidden-pointer

func (t *table) once(o *object) bool {
	_, loaded := t.synced.LoadOrStore("once "+o.name, uintptr(unsafe.Pointer(o))) // want hidden-pointer
	return loaded
}

func (t *table) pointer(o *object) {
	t.ptrs[o.name] = o
	t.raws[o.name] = unsafe.Pointer(o)
	t.boxed["pointer"] = o
	t.synced.Store("pointer", o)
}

// both keeps the number for a debugger, and the object in the table beside it.
func (t *table) both(o *object) {
	t.ptrs[o.name] = o
	t.bare[o.name] = uintptr(unsafe.Pointer(o))
}

func (t *table) sizes(o *object) {
	t.bare["size"] = unsafe.Sizeof(*o)
	t.bare["align"] = uintptr(unsafe.Pointer(o)) % 16
	t.struc["n"] = entry{hits: len(o.name)}
}

func main() {
	t := &table{bare: map[string]uintptr{}, wide: map[string]uint64{}, struc: map[string]entry{}, refs: map[string]*entry{}, lists: map[string][]uintptr{},
		boxed: map[string]any{}, ptrs: map[string]*object{}, raws: map[string]unsafe.Pointer{}}
	for _, keep := range []func(*object){t.number, t.wider, t.structs, t.pointed, t.list, t.box, t.sync, func(o *object) { t.once(o) }} {
		keep(watched("entry"))
		gone(1)
	}
	t.pointer(watched("pointer"))
	t.both(watched("both"))
	t.sizes(watched("sizes"))
	if len(t.bare) != 4 {
		panic("entries")
	}
}
