// The number is made by one helper and stored by another: the store that lasts is the fault, wherever it stands.
package helpers

import "unsafe"

type buffer struct{ data [64]byte }

func addressOf(b *buffer) uintptr { return uintptr(unsafe.Pointer(b)) }

type pool struct {
	free []uintptr
	last uintptr
	live map[uintptr]*buffer
}

func newPool() *pool { return &pool{live: map[uintptr]*buffer{}} }

func (p *pool) release(b *buffer) {
	p.last = addressOf(b) // want hidden-pointer
}

func (p *pool) note(addr uintptr) {
	p.free = append(p.free, addr) // want hidden-pointer
}

func (p *pool) drop(b *buffer) { p.note(addressOf(b)) }

func (p *pool) track(b *buffer) { p.live[addressOf(b)] = b }

func (p *pool) limit(n uintptr) { p.setLimit(n * unsafe.Sizeof(buffer{})) }

func (p *pool) setLimit(n uintptr) { p.free = make([]uintptr, 0, n) }
