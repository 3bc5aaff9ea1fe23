// Contexts made of a request's context, and what wraps its body, end with it.
// seen: the stored contexts are done after the handler; clean: WithoutCancel, a context of the store's own.
package derived

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"sync"
	"time"
)

type key struct{}

type Jobs struct {
	mu      sync.Mutex
	root    context.Context
	ctxs    map[string]context.Context
	readers map[string]io.Reader
	own     map[string]context.Context
}

func (j *Jobs) Start(w http.ResponseWriter, r *http.Request) {
	ctx := context.WithValue(r.Context(), key{}, r.URL.Path)
	j.mu.Lock()
	defer j.mu.Unlock()
	j.ctxs[r.URL.Path] = ctx                                     // want request-retained
	j.readers[r.URL.Path] = bufio.NewReader(r.Body)              // want request-retained
	j.readers["short "+r.URL.Path] = io.LimitReader(r.Body, 100) // want request-retained
	j.own["values "+r.URL.Path] = context.WithoutCancel(ctx)
	j.own[r.URL.Path] = context.WithValue(j.root, key{}, r.URL.Path)
}

func (j *Jobs) Timed(name string) error {
	ctx, cancel := context.WithTimeout(j.root, time.Second)
	defer cancel()
	j.mu.Lock()
	j.ctxs[name] = ctx // want request-retained
	j.mu.Unlock()
	<-ctx.Done()
	return ctx.Err()
}

func (j *Jobs) Untimed(name string) context.CancelFunc {
	ctx, cancel := context.WithCancel(j.root)
	j.mu.Lock()
	defer j.mu.Unlock()
	j.own[name] = ctx
	return cancel
}
