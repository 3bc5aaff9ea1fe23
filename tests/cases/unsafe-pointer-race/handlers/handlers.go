// A handler reads what another handler replaces; the counter beside it is atomic.
// race: two requests at once.
package main

import (
	"net/http"
	"sync/atomic"
	"unsafe"
)

type page struct{ body string }

type site struct {
	front unsafe.Pointer // *page
	back  unsafe.Pointer // *page
}

func (s *site) show(w http.ResponseWriter, r *http.Request) {
	p := (*page)(s.front) // want unsafe-pointer-race
	q := (*page)(atomic.LoadPointer(&s.back))
	if p != nil && q != nil {
		w.Write([]byte(p.body + q.body))
	}
}

func (s *site) edit(w http.ResponseWriter, r *http.Request) {
	p := &page{r.FormValue("body")}
	s.front = unsafe.Pointer(p) // want unsafe-pointer-race
	atomic.StorePointer(&s.back, unsafe.Pointer(p))
}

func main() {
	s := &site{}
	http.HandleFunc("/", s.show)
	http.HandleFunc("/edit", s.edit)
	http.ListenAndServe("localhost:0", nil)
}
