// Each request makes two feeds, and ends one of them: the Close of the other is there, and nobody calls it.
// leaks: 20 requests leave 20 goroutines of NewPolled; clean: NewClosed, NewShared.
package main

import (
	"log"
	"net/http"

	"example.com/nobodycloses/feed"
)

func poll(w http.ResponseWriter, r *http.Request) {
	p := feed.NewPolled(func() {})
	c := feed.NewClosed(func() {})
	defer c.End()
	_ = p
	w.WriteHeader(http.StatusNoContent)
}

func main() {
	shared := feed.NewShared(func() {})
	_ = shared
	http.HandleFunc("/poll", poll)
	log.Fatal(http.ListenAndServe("localhost:8086", nil))
}
