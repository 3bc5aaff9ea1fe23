// An address sent over a channel, and one captured by what is sent: the receiver has a number. Sending the pointer is clean.
package sent

import "unsafe"

type job struct{ data [16]int }

func post(out chan<- uintptr) {
	j := &job{}
	out <- uintptr(unsafe.Pointer(j)) // want hidden-pointer
}

type message struct {
	kind int
	addr uintptr
}

func announce(out chan<- message, j *job) {
	out <- message{kind: 1, addr: uintptr(unsafe.Pointer(j))} // want hidden-pointer
}

func hand(out chan<- *job) { out <- &job{} }

func size(out chan<- uintptr) { out <- unsafe.Sizeof(job{}) }
