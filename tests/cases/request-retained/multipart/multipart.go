// The parts of a form: the files that ParseMultipartForm has made are removed when the handler returns; the values are strings.
// seen: Open of a stored header fails once the server has removed the form; clean: names.
package multipart

import (
	"mime/multipart"
	"net/http"
	"sync"
)

type Uploads struct {
	mu    sync.Mutex
	forms map[string]*multipart.Form
	names map[string][]string
}

func (u *Uploads) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.forms[r.URL.Path] = r.MultipartForm // want request-retained
	var names []string
	for name := range r.MultipartForm.File {
		names = append(names, name)
	}
	u.names[r.URL.Path] = names
}
