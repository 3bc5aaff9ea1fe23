// Generation numbers and sequence counters: a package variable, embedded counters, a generic holder, and an index of an array.
// race: the marked lines in parallel requests, DATA RACE; clean: the typed ones, and init.
package generations

import (
	"fmt"
	"net/http"
	"sync/atomic"
)

var sequence uint64

func init() { sequence = 1000 }

func Next(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, atomic.AddUint64(&sequence, 1))
}

func Skip(w http.ResponseWriter, r *http.Request) {
	sequence += 10 // want mixed-atomic
}

type counter struct{ n uint32 }

func (c *counter) inc() uint32 { return atomic.AddUint32(&c.n, 1) }

type Index struct {
	counter
	dirty [4]int32
	typed atomic.Uint32
}

func (x *Index) Add(w http.ResponseWriter, r *http.Request) {
	n := x.inc()
	atomic.StoreInt32(&x.dirty[n%4], 1)
	x.typed.Add(1)
}

func (x *Index) Size(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, x.n, x.typed.Load()) // want mixed-atomic
}

func (x *Index) Flush(w http.ResponseWriter, r *http.Request) {
	for i := range x.dirty {
		if atomic.SwapInt32(&x.dirty[i], 0) == 1 {
			fmt.Fprintln(w, i)
		}
	}
}

// Any reads the array with a range over its values.
func (x *Index) Any(w http.ResponseWriter, r *http.Request) {
	for _, d := range x.dirty { // want mixed-atomic
		if d == 1 {
			fmt.Fprintln(w, "dirty")
		}
	}
}

type Versioned[T any] struct {
	version int64
	value   T
}

func (v *Versioned[T]) Touch() { atomic.AddInt64(&v.version, 1) }

func (v *Versioned[T]) Newer(than int64) bool {
	return v.version > than // want mixed-atomic
}

type page struct{ body Versioned[string] }

func (p *page) put(w http.ResponseWriter, r *http.Request) { p.body.Touch() }

func (p *page) head(w http.ResponseWriter, r *http.Request) {
	if !p.body.Newer(10) {
		w.WriteHeader(http.StatusNotModified)
	}
}

func Register(mux *http.ServeMux) {
	p := &page{}
	mux.HandleFunc("/put", p.put)
	mux.HandleFunc("/head", p.head)
}
