// Sets of addresses that a walk has seen: over objects that live on, and kept beyond the walk.
// dangles: a set that outlives its walk; clean: sets of the function's own while the objects are kept, sets of pointers.
package main

import (
	"fmt"
	"runtime"
	"unsafe"
)

// length counts the list, which its caller keeps.
func length(head *object) int {
	seen := map[uintptr]bool{}
	for o := head; o != nil && !seen[uintptr(unsafe.Pointer(o))]; o = o.next {
		seen[uintptr(unsafe.Pointer(o))] = true // want-possible hidden-pointer
	}
	return len(seen)
}

func cyclic(head *object) bool {
	seen := map[uintptr]struct{}{}
	for o := head; o != nil; o = o.next {
		addr := uintptr(unsafe.Pointer(o))
		if _, ok := seen[addr]; ok {
			return true
		}
		seen[addr] = struct{}{}
	}
	runtime.KeepAlive(head)
	return false
}

type printer struct {
	active  map[uintptr]bool
	known   map[uintptr]int
	visited map[*object]bool
	out     []byte
}

// print marks what it is in, and takes the mark away when it leaves.
func (p *printer) print(o *object) {
	addr := uintptr(unsafe.Pointer(o))
	if o == nil || p.active[addr] {
		return
	}
	p.active[addr] = true
	p.out = fmt.Append(p.out, o.name)
	p.print(o.next)
	delete(p.active, addr)
}

// guarded does so in a deferred function.
func (p *printer) guarded(o *object, f func()) {
	addr := uintptr(unsafe.Pointer(o))
	p.active[addr] = true
	defer func() {
		delete(p.active, addr)
		p.out = append(p.out, o.name...)
	}()
	f()
}

// number gives each object a number for good.
func (p *printer) number(o *object) int {
	addr := uintptr(unsafe.Pointer(o))
	n, ok := p.known[addr]
	if !ok {
		n = len(p.known) + 1
		p.known[addr] = n // want hidden-pointer
	}
	return n
}

func (p *printer) visit(o *object) {
	for ; o != nil && !p.visited[o]; o = o.next {
		p.visited[o] = true
	}
}

func main() {
	ring := &object{name: "a", next: &object{name: "b"}}
	if length(ring) != 2 || cyclic(ring) {
		panic("list")
	}
	ring.next.next = ring
	p := &printer{active: map[uintptr]bool{}, known: map[uintptr]int{}, visited: map[*object]bool{}}
	p.print(ring)
	p.guarded(ring, func() {})
	p.visit(ring)
	if string(p.out) != "aba" || !cyclic(ring) || len(p.active) != 0 || len(p.visited) != 2 {
		panic(string(p.out))
	}
	p.number(watched("numbered"))
	gone(1)
}
