// A debug endpoint: the last request of each user is kept whole, and a pooled buffer is kept after Put; the others keep copies.
// seen: the kept buffer shows another user's text; clean: seen, titles, current.
package main

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
)

var users = []string{"ann", "bob"}

func userOf(r *http.Request) string {
	for _, u := range users {
		if r.Header.Get("User") == u {
			return u
		}
	}
	return "nobody"
}

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

type debugger struct {
	mu      sync.Mutex
	last    map[string]*http.Request
	pages   map[string]*bytes.Buffer
	titles  map[string]string
	seen    map[string]int
	current map[string]*http.Request
}

func (d *debugger) note(r *http.Request) {
	u := userOf(r)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last[u] = r // want request-retained
	d.seen[u]++
}

func (d *debugger) page(u string, body io.Reader) int {
	b := pool.Get().(*bytes.Buffer)
	b.Reset()
	n, _ := io.Copy(b, body)
	d.mu.Lock()
	d.pages[u] = b // want request-retained
	d.mu.Unlock()
	pool.Put(b)
	return int(n)
}

func (d *debugger) title(u string, body io.Reader) {
	b := pool.Get().(*bytes.Buffer)
	b.Reset()
	defer pool.Put(b)
	io.CopyN(b, body, 5)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.titles[u] = b.String()
}

func (d *debugger) during(u string, r *http.Request, f func()) {
	d.mu.Lock()
	d.current[u] = r
	d.mu.Unlock()
	defer func() {
		d.mu.Lock()
		delete(d.current, u)
		d.mu.Unlock()
	}()
	f()
}

func (d *debugger) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	u := userOf(r)
	d.note(r)
	d.during(u, r, func() {
		d.title(u, r.Body)
		fmt.Fprintln(w, d.page(u, r.Body))
	})
}

func newDebugger() *debugger {
	return &debugger{
		last: map[string]*http.Request{}, pages: map[string]*bytes.Buffer{}, titles: map[string]string{},
		seen: map[string]int{}, current: map[string]*http.Request{},
	}
}

var debug = newDebugger()

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	srv := &http.Server{Handler: debug}
	go func() {
		for range 3 {
			resp, err := http.Post("http://"+l.Addr().String(), "text/plain", strings.NewReader("hello hello"))
			if err != nil {
				log.Fatal(err)
			}
			resp.Body.Close()
		}
		srv.Close()
	}()
	log.Print(srv.Serve(l))
}
