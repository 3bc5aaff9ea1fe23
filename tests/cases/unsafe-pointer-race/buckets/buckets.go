// An array of pointers under a lock that one reader forgets; a slice that one function has for itself.
// race: find during add.
package buckets

import (
	"sync"
	"unsafe"
)

type entry struct {
	key  string
	next *entry
}

type index struct {
	mu    sync.RWMutex
	heads [32]unsafe.Pointer // *entry
}

func (x *index) add(key string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	i := len(key) & 31
	x.heads[i] = unsafe.Pointer(&entry{key, (*entry)(x.heads[i])})
}

func (x *index) find(key string) bool {
	for e := (*entry)(x.heads[len(key)&31]); e != nil; e = e.next { // want unsafe-pointer-race
		if e.key == key {
			return true
		}
	}
	return false
}

func (x *index) has(key string) bool {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.heads[len(key)&31] != nil
}

func build(keys []string) int {
	heads := make([]unsafe.Pointer, 32)
	for _, k := range keys {
		heads[len(k)&31] = unsafe.Pointer(&entry{key: k})
	}
	n := 0
	for _, h := range heads {
		if h != nil {
			n++
		}
	}
	return n
}
