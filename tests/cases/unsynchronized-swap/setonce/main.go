// Package main sets variables once, behind a test for nil: before those start that could do it too, or whenever the first of them comes.
// race: lazy, clean: console.
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

var console, lazy io.Writer

func addConsole(w io.Writer) {
	if console == nil {
		console = w // want-possible unsynchronized-swap
	}
}

func addLazy(w io.Writer) {
	if lazy == nil {
		lazy = w // want unsynchronized-swap
	}
}

func step(name string, run func()) {
	began := time.Now()
	run()
	fmt.Println(name, time.Since(began))
}

func main() {
	step("log", func() { addConsole(os.Stderr) })
	http.HandleFunc("/console", func(w http.ResponseWriter, r *http.Request) {
		step("request", func() { addConsole(w) })
		fmt.Fprintln(console, r.URL)
	})
	http.HandleFunc("/lazy", func(w http.ResponseWriter, r *http.Request) {
		step("request", func() { addLazy(w) })
		fmt.Fprintln(lazy, r.URL)
	})
	_ = http.ListenAndServe("localhost:0", nil)
}
