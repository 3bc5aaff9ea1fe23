// The first answer of several mirrors: losers block on a channel with no room; and the forms whose losers end.
// leaks: each request of first leaves two goroutines; clean: roomy, cancelled, drained.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"time"
)

type answer struct {
	from string
	body string
}

func ask(mirror string) answer {
	time.Sleep(time.Duration(len(mirror)) * time.Millisecond)
	return answer{from: mirror}
}

type mirrors []string

func (ms mirrors) first(w http.ResponseWriter, r *http.Request) {
	got := make(chan answer)
	for _, m := range ms {
		go func() { got <- ask(m) }() // want goroutine-leak
	}
	fmt.Fprintln(w, (<-got).from)
}

func (ms mirrors) roomy(w http.ResponseWriter, r *http.Request) {
	got := make(chan answer, len(ms))
	for _, m := range ms {
		go func() { got <- ask(m) }()
	}
	fmt.Fprintln(w, (<-got).from)
}

func (ms mirrors) cancelled(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	got := make(chan answer)
	for _, m := range ms {
		go func() {
			select {
			case got <- ask(m):
			case <-ctx.Done():
			}
		}()
	}
	fmt.Fprintln(w, (<-got).from)
}

func (ms mirrors) drained(w http.ResponseWriter, r *http.Request) {
	got := make(chan answer)
	for _, m := range ms {
		go func() { got <- ask(m) }()
	}
	for range ms {
		fmt.Fprintln(w, (<-got).from)
	}
}

func main() {
	ms := mirrors{"a", "bb", "ccc"}
	http.HandleFunc("/first", ms.first)
	http.HandleFunc("/roomy", ms.roomy)
	http.HandleFunc("/cancelled", ms.cancelled)
	http.HandleFunc("/drained", ms.drained)
	log.Fatal(http.ListenAndServe("localhost:8190", nil))
}
