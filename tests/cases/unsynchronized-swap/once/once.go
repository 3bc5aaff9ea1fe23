// Lazy initialisation: double-checked without atomics, under Once, under a lock, and in init.
// race: two Default at once, DATA RACE at the store; clean: the others.
package once

import (
	"net/http"
	"sync"
	"sync/atomic"
)

type client struct{ name string }

var (
	checked   *client
	checkedMu sync.Mutex

	once    sync.Once
	only    *client
	byValue = sync.OnceValue(func() *client { return &client{"value"} })

	lockedMu sync.Mutex
	locked   *client

	first   *client
	atomic_ atomic.Pointer[client]
)

func init() { first = &client{"first"} }

// Default reads outside the lock what is stored inside.
func Default(w http.ResponseWriter, r *http.Request) {
	if checked == nil { // want unsynchronized-swap
		checkedMu.Lock()
		if checked == nil {
			checked = &client{"checked"}
		}
		checkedMu.Unlock()
	}
	w.Write([]byte(checked.name)) // want unsynchronized-swap
}

func Only(w http.ResponseWriter, r *http.Request) {
	once.Do(func() { only = &client{"only"} })
	w.Write([]byte(only.name + byValue().name + first.name))
}

func Locked(w http.ResponseWriter, r *http.Request) {
	lockedMu.Lock()
	if locked == nil {
		locked = &client{"locked"}
	}
	c := locked
	lockedMu.Unlock()
	w.Write([]byte(c.name))
}

func Atomic(w http.ResponseWriter, r *http.Request) {
	c := atomic_.Load()
	if c == nil {
		c = &client{"atomic"}
		if !atomic_.CompareAndSwap(nil, c) {
			c = atomic_.Load()
		}
	}
	w.Write([]byte(c.name))
}

// Get makes it where it is missing, without anything.
type Lazy struct{ c *client }

func (l *Lazy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if l.c == nil {
		l.c = &client{"lazy"} // want unsynchronized-swap
	}
	w.Write([]byte(l.c.name))
}
