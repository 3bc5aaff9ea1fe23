// SIGHUP reloads a config in a field of the server: the handlers are methods that read it.
// race: a SIGHUP during requests, DATA RACE at the store; clean: certs, which is swapped under a lock, and start.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
)

type config struct {
	Greeting string
	Limit    int
}

type server struct {
	path    string
	cfg     *config
	certsMu sync.RWMutex
	certs   map[string]string
	started *config
}

func read(path string) (*config, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	c := &config{}
	if err := json.NewDecoder(f).Decode(c); err != nil {
		return nil, err
	}
	return c, nil
}

func (s *server) watch() {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	for {
		<-hup
		c, err := read(s.path)
		if err != nil {
			log.Print(err)
			continue
		}
		s.cfg = c // want unsynchronized-swap
		s.setCerts(map[string]string{"host": c.Greeting})
	}
}

func (s *server) setCerts(m map[string]string) {
	s.certsMu.Lock()
	s.certs = m
	s.certsMu.Unlock()
}

func (s *server) hello(w http.ResponseWriter, r *http.Request) {
	w.Write([]byte(s.cfg.Greeting))
	w.Write([]byte(s.started.Greeting))
}

func (s *server) cert(w http.ResponseWriter, r *http.Request) {
	s.certsMu.RLock()
	defer s.certsMu.RUnlock()
	w.Write([]byte(s.certs[r.Host]))
}

func main() {
	s := &server{path: "config.json", certs: map[string]string{}}
	c, err := read(s.path)
	if err != nil {
		log.Fatal(err)
	}
	s.cfg = c
	s.started = c
	go s.watch()
	http.HandleFunc("/", s.hello)
	http.HandleFunc("/cert", s.cert)
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
