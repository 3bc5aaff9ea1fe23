// Package gate closes once: who shuts it writes the flag plainly, all others read it atomically. race: Shut against Open.
package gate

import (
	"net/http"
	"sync/atomic"
)

type Gate struct {
	shut uint32
	next http.Handler
}

func New(next http.Handler) *Gate { return &Gate{next: next} }

func (g *Gate) Open() bool { return atomic.LoadUint32(&g.shut) == 0 }

func (g *Gate) Shut() {
	g.shut = 1 // want mixed-atomic
}

func (g *Gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !g.Open() {
		http.Error(w, "closed", http.StatusServiceUnavailable)
		return
	}
	g.next.ServeHTTP(w, r)
}
