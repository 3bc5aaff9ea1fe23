// Settings behind an atomic pointer: changed in place and stored again, or as a copy.
// race: Mute; clean: Louder.
package storedagain

import (
	"net/http"
	"sync/atomic"
)

type settings struct{ Volume int }

type Radio struct{ now atomic.Pointer[settings] }

func (r *Radio) Mute(w http.ResponseWriter, _ *http.Request) {
	s := r.now.Load()
	s.Volume = 0 // want guarded-pointer-escape
	r.now.Store(s)
}

func (r *Radio) Louder(w http.ResponseWriter, _ *http.Request) {
	for {
		old := r.now.Load()
		next := *old
		next.Volume++
		if r.now.CompareAndSwap(old, &next) {
			return
		}
	}
}
