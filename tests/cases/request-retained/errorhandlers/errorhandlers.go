// Handlers that return errors are handlers too, as their response writer shows; WithContext keeps the request's body.
// leaks: the copies have the body and the header of the request; clean: Clone with a context of its own.
package errorhandlers

import (
	"context"
	"net/http"
	"sync"
)

type App struct {
	mu     sync.Mutex
	copies map[string]*http.Request
	clones map[string]*http.Request
}

func (a *App) Show(w http.ResponseWriter, r *http.Request) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.copies[r.URL.Path] = r.WithContext(context.Background()) // want request-retained
	a.clones[r.URL.Path] = r.Clone(context.Background())
	return nil
}
