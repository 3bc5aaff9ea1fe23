// Mappings that goroutines read: moved when all readers are through, or while one may still be there.
// race: eager; clean: mapping.
package main

import (
	"fmt"
	"sync"
	"unsafe"
)

type mapping struct {
	at   unsafe.Pointer
	size int
	busy sync.WaitGroup
}

func mapped(b []byte) *mapping {
	return &mapping{at: unsafe.Pointer(unsafe.SliceData(b)), size: len(b)}
}

func (m *mapping) bytes() []byte { return unsafe.Slice((*byte)(m.at), m.size) }

func (m *mapping) zeros(parts int) int {
	counts := make([]int, parts)
	for p := range parts {
		m.busy.Go(func() {
			for _, b := range m.bytes() {
				if b == 0 {
					counts[p]++
				}
			}
		})
	}
	m.busy.Wait()
	return counts[0]
}

func (m *mapping) grow(b []byte) {
	m.at, m.size = unsafe.Pointer(unsafe.SliceData(b)), len(b)
}

type eager struct {
	at   unsafe.Pointer
	size int
}

func newEager() *eager { return &eager{} }

func (e *eager) bytes() []byte { return unsafe.Slice((*byte)(e.at), e.size) } // want unsafe-pointer-race

func (e *eager) zeros(found chan<- int) {
	go func() {
		n := 0
		for _, b := range e.bytes() {
			if b == 0 {
				n++
			}
		}
		found <- n
	}()
}

func (e *eager) grow(b []byte) {
	e.at, e.size = unsafe.Pointer(unsafe.SliceData(b)), len(b) // want unsafe-pointer-race
}

func main() {
	m := mapped(make([]byte, 64))
	n := m.zeros(4)
	m.grow(make([]byte, 128))
	fmt.Println(n, m.zeros(4))

	e := newEager()
	found := make(chan int)
	e.zeros(found)
	e.grow(make([]byte, 128))
	fmt.Println(<-found)
}
