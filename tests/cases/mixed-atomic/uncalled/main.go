// Package main counts what requests send; a method that it never calls reads one of the counters plainly, another one that it calls the other.
// race: Sum, clean: String.
package main

import (
	"fmt"
	"net/http"

	"example.com/uncalled/stats"
)

func main() {
	sizes := &stats.Sizes{}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		sizes.Add(r.ContentLength)
		fmt.Fprintln(w, sizes.Sum())
	})
	_ = http.ListenAndServe("localhost:0", nil)
}
