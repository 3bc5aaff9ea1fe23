// Numbers as keys: bare, in a struct, in an array, as an interface, of a named type.
// dangles: another object gets the address of a dead one, and its entry; clean: pointer keys, entries that hold their object,
// entries that are taken out before the function ends, a finalizer that takes them out.
package main

import (
	"reflect"
	"runtime"
	"sync"
	"unsafe"
)

type id uintptr
type pair struct {
	addr uintptr
	kind int
}

type notes struct {
	bare   map[uintptr]string
	named  map[id]string
	pairs  map[pair]string
	arrays map[[2]uintptr]string
	boxed  map[any]string
	synced sync.Map
	byPtr  map[*object]string
	live   map[uintptr]*object
	owned  map[uintptr]holder
	busy   map[uintptr]bool
}

type holder struct {
	obj  *object
	text string
}

func (n *notes) number(o *object) { n.bare[uintptr(unsafe.Pointer(o))] = o.name }                  // want hidden-pointer
func (n *notes) name(o *object)   { n.named[id(unsafe.Pointer(o))] = o.name }                      // want hidden-pointer
func (n *notes) pair(o *object)   { n.pairs[pair{uintptr(unsafe.Pointer(o)), 1}] = o.name }        // want hidden-pointer
func (n *notes) array(o *object)  { n.arrays[[2]uintptr{uintptr(unsafe.Pointer(o)), 1}] = o.name } // want hidden-pointer
func (n *notes) box(o *object)    { n.boxed[uintptr(unsafe.Pointer(o))] = o.name }                 // want hidden-pointer
func (n *notes) sync(o *object)   { n.synced.Store(uintptr(unsafe.Pointer(o)), o.name) }           // want hidden-pointer
func (n *notes) mirror(o *object) { n.bare[reflect.ValueOf(o).Pointer()] = o.name }                // want hidden-pointer

func (n *notes) counted(o *object) {
	key := uintptr(unsafe.Pointer(o))
	if _, ok := n.bare[key]; !ok {
		n.bare[key] = o.name // want hidden-pointer
	}
}

func (n *notes) pointer(o *object) { n.byPtr[o] = o.name }
func (n *notes) hold(o *object)    { n.live[uintptr(unsafe.Pointer(o))] = o }
func (n *notes) wrap(o *object)    { n.owned[uintptr(unsafe.Pointer(o))] = holder{obj: o, text: "x"} }

func (n *notes) during(o *object, f func()) bool {
	key := uintptr(unsafe.Pointer(o))
	if n.busy[key] {
		return false
	}
	n.busy[key] = true
	defer delete(n.busy, key)
	f()
	return o.name != ""
}

// weak entries go when the object goes: the finalizer runs before its memory is used again.
func (n *notes) weak(o *object) {
	n.bare[uintptr(unsafe.Pointer(o))] = o.name
	runtime.SetFinalizer(o, func(o *object) { delete(n.bare, uintptr(unsafe.Pointer(o))) })
}

func (n *notes) forget(o *object) {
	delete(n.bare, uintptr(unsafe.Pointer(o)))
	delete(n.named, id(unsafe.Pointer(o)))
}

func main() {
	n := &notes{map[uintptr]string{}, map[id]string{}, map[pair]string{}, map[[2]uintptr]string{}, map[any]string{}, sync.Map{}, map[*object]string{},
		map[uintptr]*object{}, map[uintptr]holder{}, map[uintptr]bool{}}
	for _, keep := range []func(*object){n.number, n.name, n.pair, n.array, n.box, n.sync, n.mirror, n.counted} {
		keep(watched("key"))
		gone(1)
	}
	o := watched("live")
	n.pointer(o)
	n.hold(o)
	n.wrap(o)
	n.forget(o)
	if !n.during(o, func() {}) || len(n.busy) != 0 {
		panic("busy")
	}
	n.weak(&object{name: "weak"})
}
