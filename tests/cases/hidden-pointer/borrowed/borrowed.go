// The parameters of a device's call: a field has the address of a buffer as a number for as long as the call takes.
// dangles: dropped, whose caller is through with the buffer, and stays, which leaves the number there; clean: lent, restored before it returns,
// while its only caller still has the buffer, fill, which uses it itself, and what has no size or is a part of the object.
package main

import (
	"reflect"
	"runtime"
	"unsafe"
)

type params struct {
	buf  uint64
	size uint32
}

type address uint64

func of(p unsafe.Pointer) address { return address(uintptr(p)) }

func control(p *params) int {
	runtime.GC()
	return int(p.size)
}

func lent(p *params, buf *byte) int {
	old := p.buf
	p.buf = uint64(of(unsafe.Pointer(buf))) // want-possible hidden-pointer
	n := control(p)
	p.buf = old
	return n
}

func fill(p *params, list []uint32) int {
	old := p.buf
	p.buf = 0
	if len(list) != 0 {
		p.buf = uint64(of(unsafe.Pointer(&list[0]))) // want-possible hidden-pointer
	}
	n := control(p)
	p.buf = old
	for k := range list {
		n += int(list[k])
	}
	return n
}

func dropped(p *params, buf *byte) int {
	old := p.buf
	p.buf = uint64(of(unsafe.Pointer(buf))) // want hidden-pointer
	n := control(p)
	p.buf = old
	return n
}

func stays(p *params, buf *byte) int {
	p.buf = uint64(of(unsafe.Pointer(buf))) // want hidden-pointer
	return control(p)
}

var nowhere = reflect.ValueOf(new(struct{})).Pointer()

type stack struct {
	words [16]uint64
	top   uint64
}

func (s *stack) end() uint64 { return uint64(uintptr(unsafe.Pointer(&s.words[0]))) + 128 }

func (s *stack) reset() { s.top = s.end() } // want-possible hidden-pointer

func main() {
	p := &params{size: 16}
	buf := make([]byte, p.size)
	lent(p, &buf[0])
	fill(p, make([]uint32, p.size))
	other := make([]byte, p.size)
	dropped(p, &other[0])
	third := make([]byte, p.size)
	stays(p, &third[0])
	var s stack
	s.reset()
	println(buf[0], third[0], nowhere != 0)
}
