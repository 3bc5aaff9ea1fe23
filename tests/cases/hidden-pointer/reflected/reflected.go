// reflect.Value's Pointer and UnsafeAddr give the address as a number, too; of a function it is that of its code, which stays.
package reflected

import (
	"reflect"
	"runtime"
)

type registry struct {
	names map[uintptr]string
	funcs map[uintptr]string
	last  uintptr
}

func newRegistry() *registry {
	return &registry{names: map[uintptr]string{}, funcs: map[uintptr]string{}}
}

func (r *registry) object(v any, name string) {
	r.names[reflect.ValueOf(v).Pointer()] = name // want hidden-pointer
}

func (r *registry) field(v reflect.Value) {
	r.last = v.UnsafeAddr() // want hidden-pointer
}

func (r *registry) function(f func(), name string) { r.funcs[reflect.ValueOf(f).Pointer()] = name }

func sameObject(a, b any) bool { return reflect.ValueOf(a).Pointer() == reflect.ValueOf(b).Pointer() }

func named(f func()) string { return runtime.FuncForPC(reflect.ValueOf(f).Pointer()).Name() }
