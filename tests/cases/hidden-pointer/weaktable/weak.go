// A "weak" table that remembers objects by their address as a number, as key and as field; the strong twin holds pointers.
// dangles: after GC another object has the same address; clean: Strong, Trace, SameNow.
package weaktable

import (
	"fmt"
	"reflect"
	"unsafe"
)

type Doc struct {
	Title string
	body  []byte
}

type Weak struct {
	names map[uintptr]string
	last  uintptr
	seen  int
}

func NewWeak() *Weak { return &Weak{names: make(map[uintptr]string)} }

func (w *Weak) Remember(d *Doc, name string) {
	w.names[uintptr(unsafe.Pointer(d))] = name // want hidden-pointer
}

func (w *Weak) Touch(d *Doc) {
	w.last = reflect.ValueOf(d).Pointer() // want hidden-pointer
	w.seen++
}

func (w *Weak) Last() *Doc {
	return (*Doc)(unsafe.Pointer(w.last))
}

type Strong struct {
	names map[*Doc]string
	last  *Doc
}

func NewStrong() *Strong { return &Strong{names: make(map[*Doc]string)} }

func (s *Strong) Remember(d *Doc, name string) {
	s.names[d] = name
	s.last = d
}

func (s *Strong) Forget(d *Doc) { delete(s.names, d) }

func Trace(d *Doc) string {
	return fmt.Sprintf("%x %s", uintptr(unsafe.Pointer(d)), d.Title)
}

func SameNow(a, b *Doc) bool {
	return uintptr(unsafe.Pointer(a)) == uintptr(unsafe.Pointer(b))
}

func BodyLen(d *Doc) int {
	p := (*[]byte)(unsafe.Pointer(uintptr(unsafe.Pointer(d)) + unsafe.Offsetof(d.body)))
	return len(*p)
}
