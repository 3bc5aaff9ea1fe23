// A handler's function pointer kept as unsafe.Pointer: swapped by admin requests and read by all, with no atomics.
// race: DATA RACE at the read and the write; clean: the atomic twin, the local.
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync/atomic"
	"unsafe"
)

type mode struct {
	name  string
	limit int
}

type server struct {
	mode unsafe.Pointer // *mode
	safe unsafe.Pointer // *mode, atomically
}

func newServer() *server {
	m := &mode{name: "open", limit: 10}
	return &server{mode: unsafe.Pointer(m), safe: unsafe.Pointer(m)}
}

func (s *server) set(w http.ResponseWriter, r *http.Request) {
	m := &mode{name: r.FormValue("name")}
	s.mode = unsafe.Pointer(m) // want unsafe-pointer-race
	atomic.StorePointer(&s.safe, unsafe.Pointer(m))
}

func (s *server) get(w http.ResponseWriter, r *http.Request) {
	m := (*mode)(s.mode) // want unsafe-pointer-race
	fmt.Fprintln(w, m.name)
}

func (s *server) getSafe(w http.ResponseWriter, r *http.Request) {
	m := (*mode)(atomic.LoadPointer(&s.safe))
	fmt.Fprintln(w, m.name)
}

func (s *server) parse(w http.ResponseWriter, r *http.Request) {
	x := uint64(len(r.URL.Path))
	p := unsafe.Pointer(&x)
	*(*uint32)(p) = 7
	p = unsafe.Pointer(&mode{limit: int(x)})
	fmt.Fprintln(w, (*mode)(p).limit)
}

func main() {
	s := newServer()
	http.HandleFunc("/set", s.set)
	http.HandleFunc("/get", s.get)
	http.HandleFunc("/safe", s.getSafe)
	http.HandleFunc("/parse", s.parse)
	log.Fatal(http.ListenAndServe("localhost:8189", nil))
}
