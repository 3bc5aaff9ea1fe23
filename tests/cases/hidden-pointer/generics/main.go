// The same in generic code: a weak reference, a cache keyed by address, a set, an atomic cell.
// dangles: the objects are collected while the numbers are kept; clean: the generic types with pointers.
package main

import (
	"sync/atomic"
	"unsafe"
)

type Ref[T any] struct{ addr uintptr }

func Of[T any](p *T) Ref[T] {
	return Ref[T]{addr: uintptr(unsafe.Pointer(p))} // want hidden-pointer
}

func (r Ref[T]) Get() *T { return (*T)(unsafe.Pointer(r.addr)) }

type Cache[V any] struct {
	byAddr map[uintptr]V
	byPtr  map[unsafe.Pointer]V
}

func Put[T, V any](c *Cache[V], p *T, v V) {
	c.byAddr[uintptr(unsafe.Pointer(p))] = v // want hidden-pointer
}

func Keep[T, V any](c *Cache[V], p *T, v V) { c.byPtr[unsafe.Pointer(p)] = v }

type Set[T any] map[handle]struct{}

func (s Set[T]) Add(p *T) {
	s[handle(unsafe.Pointer(p))] = struct{}{} // want hidden-pointer
}

type Cell[T any] struct{ word atomic.Uintptr }

func (c *Cell[T]) Set(p *T) {
	c.word.Store(uintptr(unsafe.Pointer(p))) // want hidden-pointer
}

type Strong[T any] struct{ p atomic.Pointer[T] }

func (s *Strong[T]) Set(p *T) { s.p.Store(p) }

func Distance[T any](a, b *T) Ref[T] {
	return Ref[T]{addr: uintptr(unsafe.Pointer(a)) - uintptr(unsafe.Pointer(b))}
}

type handle uintptr

func main() {
	r := Of(watched("ref"))
	gone(1)
	c := &Cache[string]{map[uintptr]string{}, map[unsafe.Pointer]string{}}
	Put(c, watched("put"), "x")
	gone(1)
	s := Set[object]{}
	s.Add(watched("set"))
	gone(1)
	var cell Cell[object]
	cell.Set(watched("cell"))
	gone(1)
	o := watched("o")
	Keep(c, o, "y")
	var strong Strong[object]
	strong.Set(o)
	if Distance(o, o).addr != 0 || r.addr == 0 || len(c.byPtr) != 1 {
		panic("generic")
	}
}
