// Boxes that hold a lock or an atomic are needed, however small they are.
// seen: go vet -copylocks forbids the values.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type flag struct{ set atomic.Bool }

type mutexes map[string]*sync.Mutex

type flags map[string]*flag

type levels map[string]*int8 // want map-value-cost

func use(m mutexes, f flags, l levels, k string) int8 {
	m[k].Lock()
	defer m[k].Unlock()
	f[k].set.Store(true)
	return *l[k]
}

func main() {
	n := int8(3)
	fmt.Println(use(mutexes{"a": {}}, flags{"a": {}}, levels{"a": &n}, "a"))
}
