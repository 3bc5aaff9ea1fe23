// Addresses that are printed, compared or logged are numbers that nobody turns back; an identity that is kept in a struct is one.
package debugging

import (
	"fmt"
	"unsafe"
)

type conn struct {
	name string
	next *conn
}

type event struct {
	who  uintptr
	what string
}

type trace struct{ events []event }

func show(c *conn) string { return fmt.Sprintf("%s@%#x", c.name, uintptr(unsafe.Pointer(c))) }

func aligned(c *conn) bool { return uintptr(unsafe.Pointer(c))&7 == 0 }

func order(a, b *conn) (first, second *conn) {
	if uintptr(unsafe.Pointer(a)) < uintptr(unsafe.Pointer(b)) {
		return a, b
	}
	return b, a
}

func (t *trace) add(c *conn, what string) {
	t.events = append(t.events, event{uintptr(unsafe.Pointer(c)), what}) // want hidden-pointer
}
