// Event streams: who listens is entered with its writer, and taken out when the handler returns, in three ways; once it is not.
// leaks: stuck and forgotten have the writers of ended requests; clean: listeners, bySession, hijacked connections, which are the handler's own.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"sync"
)

type broker struct {
	mu        sync.Mutex
	listeners map[string]http.ResponseWriter
	stuck     map[string]http.Flusher
	forgotten map[string]*http.ResponseController
	bySession map[string]*stream
	hijacked  map[string]net.Conn
}

type stream struct {
	w   http.ResponseWriter
	out chan string
}

func (b *broker) listen(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	b.mu.Lock()
	b.listeners[id] = w
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.listeners, id)
	}()
	<-r.Context().Done()
}

func (b *broker) flush(w http.ResponseWriter, r *http.Request) {
	f, ok := w.(http.Flusher)
	if !ok {
		return
	}
	b.mu.Lock()
	b.stuck[r.PathValue("id")] = f // want request-retained
	b.mu.Unlock()
	<-r.Context().Done()
}

func (b *broker) control(w http.ResponseWriter, r *http.Request) {
	c := http.NewResponseController(w)
	b.mu.Lock()
	b.forgotten[r.PathValue("id")] = c // want request-retained
	b.mu.Unlock()
	c.Flush()
}

func (b *broker) open(id string, w http.ResponseWriter) *stream {
	s := &stream{w, make(chan string, 1)}
	b.mu.Lock()
	b.bySession[id] = s
	b.mu.Unlock()
	return s
}

func (b *broker) close(id string) {
	b.mu.Lock()
	delete(b.bySession, id)
	b.mu.Unlock()
}

func (b *broker) session(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	s := b.open(id, w)
	defer b.close(id)
	for {
		select {
		case m := <-s.out:
			fmt.Fprintln(w, m)
		case <-r.Context().Done():
			return
		}
	}
}

func (b *broker) hijack(w http.ResponseWriter, r *http.Request) {
	h, ok := w.(http.Hijacker)
	if !ok {
		return
	}
	conn, _, err := h.Hijack()
	if err != nil {
		return
	}
	b.mu.Lock()
	b.hijacked[r.PathValue("id")] = conn
	b.mu.Unlock()
}

func main() {
	b := &broker{listeners: map[string]http.ResponseWriter{}, stuck: map[string]http.Flusher{}, forgotten: map[string]*http.ResponseController{}, bySession: map[string]*stream{}, hijacked: map[string]net.Conn{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/listen/{id}", b.listen)
	mux.HandleFunc("/flush/{id}", b.flush)
	mux.HandleFunc("/control/{id}", b.control)
	mux.HandleFunc("/session/{id}", b.session)
	mux.HandleFunc("/hijack/{id}", b.hijack)
	log.Fatal(http.ListenAndServe("localhost:0", mux))
}
