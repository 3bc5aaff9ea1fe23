// Maps in a map: who has an entry of the inner one, by an assertion or in the loop over it, has the inner map. Who asks for what is not there has none.
// panics: assignment to entry in nil map (forget).
package main

import (
	"fmt"
	"net/http"
)

type wait struct{ n int }

type desk struct {
	queues map[string]map[string]any
	boxes  map[string]map[string][]int
}

func (d *desk) add(user, topic string) {
	q := d.queues[user]
	if q == nil {
		q = map[string]any{}
		d.queues[user] = q
	}
	q[topic] = &wait{}
	if d.boxes[user] == nil {
		d.boxes[user] = map[string][]int{}
	}
	d.boxes[user][topic] = append(d.boxes[user][topic], 1)
}

func (d *desk) finish(user, topic string) {
	q := d.queues[user]
	if w, ok := q[topic].(*wait); ok {
		w.n++
		q[topic] = nil
	}
}

func (d *desk) forget(user, topic string) {
	q := d.queues[user]
	if w, ok := q[topic].(*wait); !ok {
		fmt.Println(w)
		q[topic] = nil // want nil-map-write
	}
}

func (d *desk) drain(user, topic string) {
	for _, n := range d.boxes[user][topic] {
		fmt.Println(n)
		d.boxes[user][topic] = d.boxes[user][topic][1:]
	}
}

func (d *desk) reset(user, topic string) {
	for _, n := range d.boxes[user][topic] {
		fmt.Println(n)
	}
	d.boxes[user][topic] = nil // want nil-map-write
}

func main() {
	d := &desk{map[string]map[string]any{}, map[string]map[string][]int{}}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		user, topic := r.FormValue("user"), r.FormValue("topic")
		d.add("root", topic)
		d.finish(user, topic)
		d.forget(user, topic)
		d.drain(user, topic)
		d.reset(user, topic)
	})
	http.ListenAndServe(":8080", nil)
}
