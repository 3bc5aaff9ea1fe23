// Callbacks by number: ids are a counter's, hashes are of contents, sizes and file descriptors are numbers; only track keeps the address of a listener.
// dangles: after a collection the kept number may be another object's; clean: the rest.
package main

import (
	"fmt"
	"hash/maphash"
	"os"
	"sync"
	"unsafe"
)

type listener struct {
	name string
	hits int
}

type registry struct {
	mu    sync.Mutex
	next  uintptr
	byID  map[uintptr]*listener
	fds   map[string]uintptr
	sizes map[string]uintptr
	seed  maphash.Seed
	sums  map[uintptr]string
	addrs []uintptr
}

func newRegistry() *registry {
	return &registry{byID: map[uintptr]*listener{}, fds: map[string]uintptr{}, sizes: map[string]uintptr{},
		sums: map[uintptr]string{}, seed: maphash.MakeSeed()}
}

func (r *registry) add(l *listener) uintptr {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.next++
	r.byID[r.next] = l
	return r.next
}

func (r *registry) fire(id uintptr) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	l, ok := r.byID[id]
	if ok {
		l.hits++
	}
	return ok
}

func (r *registry) remove(id uintptr) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.byID, id)
}

func (r *registry) file(name string, f *os.File) { r.fds[name] = f.Fd() }

func (r *registry) size(name string, l listener) { r.sizes[name] = unsafe.Sizeof(l) }

func (r *registry) sum(text string) {
	h := uintptr(maphash.String(r.seed, text)) % 16
	r.sums[h] = text
}

func (r *registry) track(l *listener) {
	r.addrs = append(r.addrs, uintptr(unsafe.Pointer(l))) // want hidden-pointer
}

func (r *registry) trackedHits() (n int) {
	for _, a := range r.addrs {
		n += (*listener)(unsafe.Pointer(a)).hits
	}
	return n
}

func same(a, b *listener) bool { return uintptr(unsafe.Pointer(a)) == uintptr(unsafe.Pointer(b)) }

func main() {
	r := newRegistry()
	id := r.add(&listener{name: "a"})
	r.fire(id)
	r.file("in", os.Stdin)
	r.size("l", listener{})
	r.sum("text")
	l := &listener{name: "b"}
	if len(os.Args) > 3 {
		r.track(&listener{name: os.Args[1]})
		fmt.Println(r.trackedHits())
	}
	r.remove(id)
	fmt.Println(r.fire(id), len(r.fds), r.sizes["l"] > 0, len(r.sums), same(l, l))
}
