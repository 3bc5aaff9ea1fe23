// Numbers in slices and arrays: appended, assigned, in literals, in lists of container/list.
// dangles: the objects are collected while the lists name them; clean: lists of a function's own over objects that live on.
package main

import (
	"container/list"
	"runtime"
	"sort"
	"unsafe"
)

type trace struct {
	addrs []uintptr
	ring  [8]uintptr
	pos   int
	rows  [][]uintptr
	objs  []*object
	seen  *list.List
}

func (t *trace) appended(o *object) { t.addrs = append(t.addrs, uintptr(unsafe.Pointer(o))) } // want hidden-pointer

func (t *trace) assigned(o *object) {
	t.ring[t.pos&7] = uintptr(unsafe.Pointer(o)) // want hidden-pointer
	t.pos++
}

func (t *trace) row(a, b *object) {
	t.rows = append(t.rows, []uintptr{uintptr(unsafe.Pointer(a)), uintptr(unsafe.Pointer(b))}) // want hidden-pointer
}

func (t *trace) pushed(o *object) { t.seen.PushBack(uintptr(unsafe.Pointer(o))) } // want hidden-pointer

func pair(a, b *object) []uintptr {
	return []uintptr{uintptr(unsafe.Pointer(a)), uintptr(unsafe.Pointer(b))} // want hidden-pointer
}

func (t *trace) both(o *object) {
	t.objs = append(t.objs, o)
	t.addrs = append(t.addrs, uintptr(unsafe.Pointer(o)))
}

// sorted has its numbers for itself, and its objects until the end.
func sorted(objs []*object) (lowest uintptr) {
	addrs := make([]uintptr, 0, len(objs))
	for _, o := range objs {
		addrs = append(addrs, uintptr(unsafe.Pointer(o)))
	}
	sort.Slice(addrs, func(i, j int) bool { return addrs[i] < addrs[j] })
	runtime.KeepAlive(objs)
	if len(addrs) == 0 {
		return 0
	}
	return addrs[0] % 16
}

func (t *trace) offsets(a *[4]int) {
	for i := range a {
		t.addrs = append(t.addrs, uintptr(unsafe.Pointer(&a[i]))-uintptr(unsafe.Pointer(a)))
	}
}

func (t *trace) pcs(skip int) {
	pc := make([]uintptr, 8)
	t.addrs = append(t.addrs, pc[:runtime.Callers(skip, pc)]...)
}

func main() {
	t := &trace{seen: list.New()}
	for _, keep := range []func(*object){t.appended, t.assigned, t.pushed} {
		keep(watched("list"))
		gone(1)
	}
	t.row(watched("a"), watched("b"))
	p := pair(watched("a"), watched("b"))
	gone(4)
	o := watched("o")
	t.both(o)
	t.offsets(new([4]int))
	t.pcs(0)
	if sorted(t.objs) != 0 || len(p) != 2 {
		panic("lists")
	}
}
