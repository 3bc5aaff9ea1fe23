// Headers of real slices changed in place: one length with no bound, others that stay within the capacity.
// seen: Grow(b, 1<<20) reads past the array, fault; clean: Trim, GrowChecked, Cut.
package packetview

import (
	"errors"
	"reflect"
	"unsafe"
)

var errShort = errors.New("packetview: short buffer")

type Packet struct {
	buf  []byte
	Kind string
}

func New(size int) *Packet { return &Packet{buf: make([]byte, 0, size)} }

func (p *Packet) Grow(n int) []byte {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&p.buf))
	h.Len = h.Len + n // want slice-header-write
	return p.buf
}

func (p *Packet) GrowChecked(n int) ([]byte, error) {
	if n < 0 || n > cap(p.buf)-len(p.buf) {
		return nil, errShort
	}
	h := (*reflect.SliceHeader)(unsafe.Pointer(&p.buf))
	h.Len += n
	return p.buf, nil
}

// Trim gives the rest away.
func (p *Packet) Trim() {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&p.buf))
	h.Cap = h.Len
}

func (p *Packet) Cut() {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&p.buf))
	h.Len = 0
}

func (p *Packet) Extend(n int) []byte {
	return p.buf[:len(p.buf)+n]
}

func (p *Packet) SetKind(b []byte) {
	h := reflect.StringHeader{Data: uintptr(unsafe.Pointer(unsafe.SliceData(b))), Len: len(b)} // want slice-header-write
	p.Kind = *(*string)(unsafe.Pointer(&h))
}

func (p *Packet) Size() int {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&p.buf))
	return h.Len
}
