// An entry that is removed on one way out only stays on the other; removed on all of them, deferred or not, it does not.
// leaks: a failed request stays in early; clean: late, both, deferred.
package somewaysout

import (
	"errors"
	"net/http"
	"sync"
)

type Table struct {
	mu                          sync.Mutex
	early, late, both, deferred map[string]*http.Request
}

func work(r *http.Request) error {
	if r.ContentLength > 100 {
		return errors.New("too long")
	}
	return nil
}

func (t *Table) Early(w http.ResponseWriter, r *http.Request) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.early[r.URL.Path] = r // want request-retained
	if err := work(r); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	delete(t.early, r.URL.Path)
}

func (t *Table) Late(w http.ResponseWriter, r *http.Request) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.late[r.URL.Path] = r
	err := work(r)
	delete(t.late, r.URL.Path)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
	}
}

func (t *Table) Both(w http.ResponseWriter, r *http.Request) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.both[r.URL.Path] = r
	if err := work(r); err != nil {
		delete(t.both, r.URL.Path)
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	delete(t.both, r.URL.Path)
}

func (t *Table) forget(path string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.deferred, path)
}

func (t *Table) Deferred(w http.ResponseWriter, r *http.Request) {
	t.mu.Lock()
	t.deferred[r.URL.Path] = r
	t.mu.Unlock()
	defer t.forget(r.URL.Path)
	if err := work(r); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
	}
}
