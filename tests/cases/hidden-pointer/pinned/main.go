// Numbers that are addresses of objects which are provably alive and do not move: pinned, or kept by a pointer beside the number.
// clean: the objects live as long as the numbers; a number in a local is used before anything else is called.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"unsafe"
)

type buf struct {
	data [64]byte
}

type pinned struct {
	pin  runtime.Pinner
	obj  *buf
	addr uintptr
}

func newPinned() *pinned {
	p := &pinned{obj: &buf{}}
	p.pin.Pin(p.obj)
	p.addr = uintptr(unsafe.Pointer(p.obj))
	return p
}

func (p *pinned) close() {
	p.addr = 0
	p.pin.Unpin()
	p.obj = nil
}

var table [8]buf // global: never moved or freed

var bases = func() (out [8]uintptr) {
	for i := range table {
		out[i] = uintptr(unsafe.Pointer(&table[i]))
	}
	return out
}()

func index(b *buf) int {
	for i, base := range bases {
		if base == uintptr(unsafe.Pointer(b)) {
			return i
		}
	}
	return -1
}

type pool struct {
	mu    sync.Mutex
	bufs  map[uintptr]*buf // the key is the address of the value, which the value keeps alive
	inUse int
}

func (p *pool) get() *buf {
	b := new(buf)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bufs[uintptr(unsafe.Pointer(b))] = b
	p.inUse++
	return b
}

func (p *pool) put(b *buf) bool {
	k := uintptr(unsafe.Pointer(b))
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, ok := p.bufs[k]; !ok {
		return false
	}
	delete(p.bufs, k)
	p.inUse--
	return true
}

func byteAt(b *buf, i int) *byte {
	if uint(i) >= uint(len(b.data)) {
		return nil
	}
	base := uintptr(unsafe.Pointer(b))
	if base == 0 {
		return nil
	}
	return &b.data[i]
}

func distance(b *buf, p *byte) int {
	return int(uintptr(unsafe.Pointer(p)) - uintptr(unsafe.Pointer(&b.data)))
}

func main() {
	p := newPinned()
	p.obj.data[0] = 1
	fmt.Println(p.addr != 0, index(&table[3]), index(p.obj))
	p.close()
	pl := &pool{bufs: map[uintptr]*buf{}}
	b := pl.get()
	fmt.Println(pl.put(b), pl.put(b), pl.inUse, distance(b, byteAt(b, 5)), byteAt(b, 99) == nil)
	runtime.KeepAlive(b)
}
