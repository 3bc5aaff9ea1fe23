// Numbers that reflect gives: Pointer and UnsafeAddr of values, kept and used at once.
// dangles: the objects are collected while the numbers are kept; clean: UnsafePointer, code pointers, numbers used at once.
package main

import (
	"fmt"
	"reflect"
	"unsafe"
)

type registry struct {
	last  uintptr
	byFn  map[uintptr]string
	addrs []uintptr
	ptr   unsafe.Pointer
}

func (r *registry) any(v any) {
	r.last = reflect.ValueOf(v).Pointer() // want hidden-pointer
}

func (r *registry) value(v reflect.Value) {
	r.addrs = append(r.addrs, v.Elem().UnsafeAddr()) // want hidden-pointer
}

func (r *registry) field(o *object) {
	r.last = reflect.ValueOf(o).Elem().FieldByName("data").UnsafeAddr() // want hidden-pointer
}

func (r *registry) first(b []int) {
	v := reflect.ValueOf(b)
	p := v.Pointer()
	r.last = p // want hidden-pointer
}

// fn keeps the address of code, which is never freed.
func (r *registry) fn(f func()) { r.byFn[reflect.ValueOf(f).Pointer()] = "f" }

func (r *registry) pointer(v any) { r.ptr = reflect.ValueOf(v).UnsafePointer() }

func (r *registry) same(a, b any) bool {
	return reflect.ValueOf(a).Pointer() == reflect.ValueOf(b).Pointer()
}

func (r *registry) direct(v reflect.Value) *object {
	return (*object)(unsafe.Pointer(v.Elem().UnsafeAddr()))
}

func (r *registry) show(v any) string { return fmt.Sprintf("%T@%x", v, reflect.ValueOf(v).Pointer()) }

func (r *registry) length(v any) { r.last = uintptr(reflect.ValueOf(v).Len()) }

func main() {
	r := &registry{byFn: map[uintptr]string{}}
	for _, keep := range []func(*object){func(o *object) { r.any(o) }, func(o *object) { r.value(reflect.ValueOf(o)) }, r.field,
		func(o *object) { r.first(o.data[:]) }} {
		keep(watched("mirror"))
		gone(1)
	}
	r.fn(main)
	r.length("four")
	o := watched("o")
	r.pointer(o)
	if !r.same(o, o) || r.direct(reflect.ValueOf(o)) != o || r.show(o) == "" {
		panic("same")
	}
}
