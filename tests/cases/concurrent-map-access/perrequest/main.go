// Package main adds rules by bound methods: to rules that each request makes for itself, or to those of all requests.
// race: sharedRules, clean: rules.
package main

import (
	"net/http"
	"strings"
	"sync"
)

type rules struct{ existing map[string]bool }

func (r *rules) add(rule string) {
	if r.existing == nil {
		r.existing = map[string]bool{}
	}
	if !r.existing[rule] {
		r.existing[rule] = true
	}
}

func (r *rules) clear() { r.existing = nil }

type filter struct{ files rules }

func parse(text string, add func(string), clear func()) {
	for _, line := range strings.Split(text, "\n") {
		if line == "!" {
			clear()
			continue
		}
		add(line)
	}
}

func newFilter(text string) *filter {
	f := &filter{}
	parse(text, f.files.add, f.files.clear)
	return f
}

type sharedRules struct{ existing map[string]bool }

func (r *sharedRules) add(rule string) {
	if !r.existing[rule] {
		r.existing[rule] = true // want concurrent-map-access
	}
}

var rows sync.Map

func main() {
	f := &filter{}
	parse("+ *\n- .git", f.files.add, f.files.clear)
	rows.Store("default", len(f.files.existing))
	http.HandleFunc("/own", func(w http.ResponseWriter, r *http.Request) { addOwn(r.FormValue("rules")) })
	shared := &sharedRules{existing: map[string]bool{}}
	handle("/shared", shared.add)
	_ = http.ListenAndServe("localhost:0", nil)
}

func addOwn(text string) {
	f := newFilter(text)
	if len(f.files.existing) == 0 {
		rows.Delete("files")
	}
}

func handle(path string, add func(string)) {
	http.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) { add(r.FormValue("rules")) })
}
