// Objects that are kept alive and in place while the number is kept: pinned, mapped, kept by KeepAlive; and pins that end too early.
// dangles: a pin that ends with the function, KeepAlive in the function that stores the number; clean: the others.
package main

import (
	"runtime"
	"syscall"
	"unsafe"
)

type device struct {
	pin  runtime.Pinner
	addr uintptr
	end  uintptr
}

// pinned lasts until close.
func (d *device) pinned(o *object) {
	d.pin.Pin(o)
	d.addr = uintptr(unsafe.Pointer(o))
}

func (d *device) close() {
	d.addr = 0
	d.pin.Unpin()
}

// early ends with the call, the number does not.
func (d *device) early(o *object) {
	var pin runtime.Pinner
	pin.Pin(o)
	defer pin.Unpin()
	d.addr = uintptr(unsafe.Pointer(o)) // want hidden-pointer
}

// alive ends with the call as well.
func (d *device) alive(o *object) {
	d.addr = uintptr(unsafe.Pointer(o)) // want hidden-pointer
	runtime.KeepAlive(o)
}

// mapped memory is none of the collector's.
func (d *device) mapped() ([]byte, error) {
	mem, err := syscall.Mmap(-1, 0, 4096, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil, err
	}
	d.addr = uintptr(unsafe.Pointer(&mem[0]))
	d.end = d.addr + uintptr(len(mem))
	return mem, nil
}

// during pins for as long as the number is used.
func during(n int) int {
	o := &object{name: "during"}
	var pin runtime.Pinner
	pin.Pin(o)
	defer pin.Unpin()
	addr := uintptr(unsafe.Pointer(o))
	runtime.GC()
	(*object)(unsafe.Pointer(addr)).data[0] = n
	return o.data[0]
}

// kept keeps an object of the heap to the end.
func kept(o *object, n int) {
	addr := uintptr(unsafe.Pointer(o))
	runtime.GC()
	(*object)(unsafe.Pointer(addr)).data[0] = n
	runtime.KeepAlive(o)
}

var arena = make([]byte, 4096)

// static memory: nothing replaces the arena.
func (d *device) static() {
	d.addr = uintptr(unsafe.Pointer(&arena[0]))
	d.end = d.addr + 4096
}

var pool = make([]byte, 64)

func grow() { pool = append(pool, make([]byte, 4096)...) }

// replaced memory goes when the pool grows.
func (d *device) replaced() {
	d.addr = uintptr(unsafe.Pointer(&pool[0])) // want hidden-pointer
}

func main() {
	d := &device{}
	d.early(watched("early"))
	gone(1)
	d.alive(watched("alive"))
	gone(1)
	d.replaced()
	grow()
	if d.addr == uintptr(unsafe.Pointer(&pool[0])) {
		panic("still there")
	}
	d.static()
	o := watched("pinned")
	d.pinned(o)
	kept(o, 3)
	d.close()
	mem, err := d.mapped()
	if err != nil || during(4) != 4 || o.data[0] != 3 {
		panic("lost")
	}
	syscall.Munmap(mem)
}
