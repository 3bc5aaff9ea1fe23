// Addresses that are kept as numbers rightly: of mapped memory, of a pinned object, of offsets into an arena, of handles.
// clean: the collector owns none of the memory, or it is pinned and kept.
package main

import (
	"fmt"
	"runtime"
	"runtime/cgo"
	"syscall"
	"unsafe"
	"weak"
)

type region struct {
	mem  []byte
	base uintptr
	end  uintptr
}

func open(size int) (*region, error) {
	mem, err := syscall.Mmap(-1, 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil, err
	}
	base := uintptr(unsafe.Pointer(&mem[0]))
	return &region{mem: mem, base: base, end: base + uintptr(len(mem))}, nil
}

func (r *region) contains(p unsafe.Pointer) bool { return uintptr(p) >= r.base && uintptr(p) < r.end }

func (r *region) close() error {
	r.base, r.end = 0, 0
	return syscall.Munmap(r.mem)
}

// arena keeps its bytes and hands out offsets.
type arena struct {
	buf  []byte
	refs map[string]uintptr
}

func (a *arena) put(k, v string) {
	a.refs[k] = uintptr(len(a.buf))
	a.buf = append(a.buf, byte(len(v)))
	a.buf = append(a.buf, v...)
}

func (a *arena) get(k string) string {
	off, ok := a.refs[k]
	if !ok {
		return ""
	}
	n := uintptr(a.buf[off])
	return string(a.buf[off+1 : off+1+n])
}

type handles struct{ byName map[string]uintptr }

func (h *handles) put(k string, v any) { h.byName[k] = uintptr(cgo.NewHandle(v)) }

func (h *handles) take(k string) any {
	n, ok := h.byName[k]
	if !ok {
		return nil
	}
	delete(h.byName, k)
	hd := cgo.Handle(n)
	defer hd.Delete()
	return hd.Value()
}

type weakSet[T any] struct{ m map[string]weak.Pointer[T] }

func (s *weakSet[T]) put(k string, v *T) { s.m[k] = weak.Make(v) }

func (s *weakSet[T]) get(k string) *T {
	if w, ok := s.m[k]; ok {
		return w.Value()
	}
	return nil
}

func main() {
	r, err := open(4096)
	if err != nil {
		panic(err)
	}
	fmt.Println(r.contains(unsafe.Pointer(&r.mem[10])), r.contains(unsafe.Pointer(r)))
	a := &arena{refs: map[string]uintptr{}}
	a.put("x", "hello")
	h := &handles{map[string]uintptr{}}
	h.put("n", 42)
	w := &weakSet[int]{map[string]weak.Pointer[int]{}}
	v := new(int)
	w.put("v", v)
	fmt.Println(a.get("x"), h.take("n"), h.take("n"), w.get("v") == v, w.get("z"))
	runtime.KeepAlive(v)
	fmt.Println(r.close())
}
