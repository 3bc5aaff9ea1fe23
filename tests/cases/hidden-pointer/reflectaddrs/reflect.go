// Addresses that reflect gives: kept in a struct, in a slice for later; used in one expression; compared while the objects are held.
// dangles: the object behind the kept number is collected; clean: Field, Cycle (the stack holds the pointers).
package reflectaddrs

import (
	"reflect"
	"unsafe"
)

type Conf struct {
	Name string
	Port int
}

type Dirty struct {
	addrs []uintptr
	slot  uintptr
}

func (d *Dirty) Track(c *Conf) {
	d.addrs = append(d.addrs, reflect.ValueOf(c).Pointer()) // want hidden-pointer
}

func (d *Dirty) Slot(c *Conf) {
	d.slot = reflect.ValueOf(c).Elem().Field(1).UnsafeAddr() // want hidden-pointer
}

func (d *Dirty) SetPort(n int) {
	*(*int)(unsafe.Pointer(d.slot)) = n
}

func Field(c *Conf) int {
	return *(*int)(unsafe.Pointer(reflect.ValueOf(c).Elem().Field(1).UnsafeAddr()))
}

type node struct {
	val  int
	next *node
}

func Cycle(n *node) bool {
	seen := map[*node]bool{}
	for ; n != nil; n = n.next {
		if seen[n] {
			return true
		}
		seen[n] = true
	}
	return false
}

type Tracker struct{ confs map[string]*Conf }

func (t *Tracker) Port(name string) *int {
	if c, ok := t.confs[name]; ok {
		return (*int)(reflect.ValueOf(c).Elem().Field(1).Addr().UnsafePointer())
	}
	return nil
}

func Size(c *Conf) (n uintptr) {
	n = unsafe.Sizeof(*c) + unsafe.Offsetof(c.Port)
	return n + reflect.TypeOf(c).Elem().Size()
}
