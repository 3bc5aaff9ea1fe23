// A long-poll hub: contexts and writers are held while the request waits, and are removed by AfterFunc, by LoadAndDelete, by the hub's loop; one handler keeps r.Body for ever.
// seen: the kept Body reads "body closed"; clean: the others.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

type hub struct {
	mu     sync.Mutex
	ctxs   map[string]context.Context
	bodies map[string]io.Reader
	texts  map[string]string
	polls  sync.Map
}

func room(r *http.Request) string {
	if strings.HasPrefix(r.URL.Path, "/a") {
		return "a"
	}
	return "b"
}

func (h *hub) hold(ctx context.Context, k string) {
	h.mu.Lock()
	h.ctxs[k] = ctx
	h.mu.Unlock()
	context.AfterFunc(ctx, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.ctxs[k] == ctx {
			delete(h.ctxs, k)
		}
	})
}

func (h *hub) poll(w http.ResponseWriter, r *http.Request) {
	k := room(r)
	h.hold(r.Context(), k)
	h.polls.Store(k, r)
	defer h.polls.LoadAndDelete(k)
	select {
	case <-r.Context().Done():
	case <-time.After(time.Millisecond):
		fmt.Fprintln(w, "nothing")
	}
}

func (h *hub) upload(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.bodies[room(r)] = r.Body // want request-retained
}

func (h *hub) text(w http.ResponseWriter, r *http.Request) {
	b, err := io.ReadAll(io.LimitReader(r.Body, 1<<10))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.texts[room(r)] = string(b)
	h.bodies[room(r)+"-copy"] = strings.NewReader(string(b))
}

func main() {
	h := &hub{ctxs: map[string]context.Context{}, bodies: map[string]io.Reader{}, texts: map[string]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /", h.poll)
	mux.HandleFunc("POST /", h.upload)
	mux.HandleFunc("PUT /", h.text)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	srv := &http.Server{Handler: mux}
	go func() {
		defer srv.Close()
		for _, m := range []string{"GET", "POST", "PUT"} {
			req, err := http.NewRequest(m, "http://"+l.Addr().String()+"/a", strings.NewReader("text"))
			if err != nil {
				log.Fatal(err)
			}
			if resp, err := http.DefaultClient.Do(req); err == nil {
				resp.Body.Close()
			}
		}
	}()
	log.Print(srv.Serve(l))
}
