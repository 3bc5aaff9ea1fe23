// A store whose look gives the zero value for what is absent and for what is too old; a second one makes what is absent and gives nil where that fails.
// panics: greet with a number that nobody has (nil pointer dereference); clean: greetKnown, made.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
	"sync"
	"time"
)

type slot[T any] struct {
	what  T
	until time.Time
}

type store[T any] struct {
	mu    sync.Mutex
	named map[string]*slot[T]
	build func(string) (T, error)
}

// look gives what is not too old.
func (s *store[T]) look(name string) (what T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e, ok := s.named[name]; ok && time.Now().Before(e.until) {
		what = e.what
	}
	return what
}

// find is the same with two ways out.
func (s *store[T]) find(name string) T {
	var none T
	e := s.named[name]
	if e == nil || time.Now().After(e.until) {
		return none
	}
	return e.what
}

// make builds what is absent or too old, and gives the zero value where that fails.
func (s *store[T]) make(name string) T {
	var none T
	e := s.named[name]
	if e != nil && time.Now().Before(e.until) {
		return e.what
	}
	what, err := s.build(name)
	if err != nil {
		return none
	}
	s.named[name] = &slot[T]{what: what, until: time.Now().Add(time.Minute)}
	return what
}

// renew enters it before it looks again.
func (s *store[T]) renew(name string, what T) T {
	s.named[name] = &slot[T]{what: what, until: time.Now().Add(time.Minute)}
	return s.find(name)
}

type guest struct{ name string }

type desk struct{ guests *store[*guest] }

func (d *desk) greet(w http.ResponseWriter, r *http.Request) {
	g := d.guests.look(r.FormValue("number"))
	fmt.Fprintln(w, "hello", g.name) // want nil-map-value
}

func (d *desk) seek(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, "here is", d.guests.find(r.FormValue("number")).name) // want nil-map-value
}

func (d *desk) greetKnown(w http.ResponseWriter, r *http.Request) {
	if g := d.guests.find(r.FormValue("number")); g != nil {
		fmt.Fprintln(w, "hello", g.name)
	}
}

func (d *desk) made(number string) { fmt.Println("hello", d.guests.make(number).name) }

func (d *desk) renewed(number string) {
	fmt.Println("hello", d.guests.renew(number, &guest{name: number}).name)
}

func main() {
	d := &desk{guests: &store[*guest]{named: make(map[string]*slot[*guest])}}
	d.guests.build = func(name string) (*guest, error) { return &guest{name: name}, nil }
	if len(os.Args) > 2 {
		d.made(os.Args[1])
		d.renewed(os.Args[2])
	}
	http.HandleFunc("GET /greet", d.greet)
	http.HandleFunc("GET /seek", d.seek)
	http.HandleFunc("GET /known", d.greetKnown)
	log.Fatal(http.ListenAndServe("localhost:8103", nil))
}
