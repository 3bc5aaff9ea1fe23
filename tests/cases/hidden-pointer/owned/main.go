// Addresses of objects that somebody has beside the number: parts of what an object keeps, what a pool gives, what a helper keeps, a connection that is
// used behind. Those of new objects are found through the same functions.
// dangles: the exceptions of `raise` and `again`; clean: the rest.
package main

import (
	"fmt"
	"unsafe"
)

type operand struct{ data uint64 }

type amode struct{ base, offset uint32 }

// Pool keeps what it gives.
type pool struct {
	page [16]amode
	next int
}

func (p *pool) allocate() *amode {
	p.next++
	return &p.page[p.next-1]
}

type machine struct {
	modes pool
	code  []byte
	stack []uint64
	fault *exception
	at    uintptr
}

func (m *machine) mode(base uint32) *amode {
	a := m.modes.allocate()
	a.base = base
	return a
}

func memory(a *amode) operand { return operand{uint64(uintptr(unsafe.Pointer(a)))} } // want-possible hidden-pointer

func (m *machine) lower() operand { return memory(m.mode(1)) }

func (m *machine) push(v uint64) { m.stack = append(m.stack, v) } // want-possible hidden-pointer

func (m *machine) enter(n int) {
	m.push(uint64(uintptr(unsafe.Pointer(&m.code[n]))))
}

type exception struct{ params [4]uint64 }

func (m *machine) handled(e *exception) bool {
	if e.params[0] == 0 {
		return false
	}
	m.fault = e
	return true
}

func (m *machine) caught(kind uint64) {
	e := &exception{[4]uint64{kind}}
	if m.handled(e) {
		m.at = uintptr(unsafe.Pointer(e))
	}
}

func match(e *exception, values []uint64) []uint64 {
	return append(values, uint64(uintptr(unsafe.Pointer(e)))) // want hidden-pointer
}

func (m *machine) raise(kind uint64) {
	e := &exception{[4]uint64{kind}}
	m.stack = match(e, m.stack)
}

func newException(kind uint64) *exception { return &exception{[4]uint64{kind}} }

func (m *machine) again(kind uint64) {
	m.at = uintptr(unsafe.Pointer(newException(kind))) // want hidden-pointer
}

type conn struct {
	name  string
	input []byte
}

func (c *conn) Read(b []byte) (int, error) { return copy(b, c.input), nil }

func peek(c any, log func(string)) int {
	var p uintptr
	if own, ok := c.(*conn); ok {
		log(own.name)
		p = uintptr(unsafe.Pointer(own))
	} else {
		return 0
	}
	log("peek")
	input := (*[]byte)(unsafe.Pointer(p + unsafe.Offsetof(conn{}.input)))
	n := len(*input)
	fmt.Println(c)
	return n
}

func main() {
	m := &machine{code: make([]byte, 8)}
	fmt.Println(m.lower().data != 0, peek(&conn{"a", nil}, func(string) {}))
	m.enter(1)
	m.caught(1)
	m.raise(2)
	m.again(3)
}
