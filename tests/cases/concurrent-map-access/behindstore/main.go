// Command behindstore: handlers reach the map through an interface in a field. race: Set against Get.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
	"time"
)

type Store interface {
	Get(k string) (string, bool)
	Set(k, v string)
	Each(func(k, v string))
}

type memStore struct{ m map[string]string }

func (s *memStore) Get(k string) (string, bool) { v, ok := s.m[k]; return v, ok }
func (s *memStore) Set(k, v string)             { s.m[k] = v } // want concurrent-map-access
func (s *memStore) Each(f func(k, v string)) {
	for k, v := range s.m {
		f(k, v)
	}
}

type server struct {
	db   Store
	path string
}

func (s *server) save() error {
	f, err := os.CreateTemp(s.path, "dump")
	if err != nil {
		return err
	}
	defer f.Close()
	s.db.Each(func(k, v string) { fmt.Fprintln(f, k, v) })
	return nil
}

func every(d time.Duration, f func() error) {
	go func() {
		for range time.Tick(d) {
			if err := f(); err != nil {
				log.Print(err)
			}
		}
	}()
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPut {
		s.db.Set("last", r.URL.Path)
		return
	}
	v, _ := s.db.Get("last")
	fmt.Fprintln(w, v)
}

func main() {
	s := &server{db: &memStore{map[string]string{}}, path: os.TempDir()}
	every(time.Second, s.save)
	log.Print(http.ListenAndServe(":0", s))
}
