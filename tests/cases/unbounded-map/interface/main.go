// A store behind an interface: the handler's key reaches the insert through a method that is not known statically.
// heap grows: memory.at; clean: bounded, which starts anew.
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync"
)

type store interface{ put(key, value string) }

type memory struct {
	mu sync.Mutex
	at map[string]string
}

func (m *memory) put(key, value string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.at[key] = value // want unbounded-map
}

type bounded struct {
	mu sync.Mutex
	at map[string]string
}

func (b *bounded) put(key, value string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.at) > 1000 {
		b.at = map[string]string{}
	}
	b.at[key] = value
}

type server struct{ all []store }

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for _, st := range s.all {
		st.put(r.FormValue("key"), r.FormValue("value"))
	}
	fmt.Fprintln(w, "ok")
}

func main() {
	s := &server{}
	s.all = append(s.all, &memory{at: map[string]string{}}, &bounded{at: map[string]string{}})
	log.Fatal(http.ListenAndServe("localhost:8080", s))
}
