// A field that is stored atomically and loaded plainly, and one that is always atomic.
// race: load during store.
package mixed

import (
	"sync/atomic"
	"unsafe"
)

type table struct{ rows []string }

type holder struct {
	cur unsafe.Pointer // *table
	old unsafe.Pointer // *table
}

func (h *holder) store(t *table) {
	atomic.StorePointer(&h.cur, unsafe.Pointer(t))
	atomic.StorePointer(&h.old, unsafe.Pointer(t))
}

func (h *holder) load() *table {
	return (*table)(h.cur) // want unsafe-pointer-race
}

func (h *holder) loadOld() *table { return (*table)(atomic.LoadPointer(&h.old)) }

func newHolder(t *table) *holder {
	h := &holder{}
	h.cur = unsafe.Pointer(t)
	h.old = unsafe.Pointer(t)
	return h
}
