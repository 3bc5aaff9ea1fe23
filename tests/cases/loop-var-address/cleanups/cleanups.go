// Deferred calls in a loop run after it.
// aliases: each deferred literal, and each deferred call with the address, sees the last file; clean: arguments by value, a defer inside of a literal.
package main

import "fmt"

type file struct{ name string }

var log []string

func note(f *file)      { log = append(log, f.name) }
func noteName(n string) { log = append(log, n) }

func closeAll(files []file) {
	for _, f := range files {
		defer func() { log = append(log, f.name) }() // want loop-var-address
	}
}

func noteAll(files []file) {
	for _, f := range files {
		defer note(&f) // want loop-var-address
	}
}

func byValue(files []file) {
	for _, f := range files {
		defer noteName(f.name)
		defer func(f file) { note(&f) }(f)
	}
}

func inside(files []file) (err error) {
	for _, f := range files {
		func() {
			defer func() {
				if r := recover(); r != nil {
					err = fmt.Errorf("%s: %v", f.name, r)
				}
			}()
			defer note(&f)
		}()
	}
	return err
}

func first(files []file) {
	for _, f := range files {
		defer note(&f)
		return
	}
}

func main() {
	files := []file{{"a"}, {"b"}}
	closeAll(files)
	noteAll(files)
	for _, n := range log {
		if n != "b" {
			panic("deferred")
		}
	}
	log = nil
	byValue(files)
	inside(files)
	first(files)
	if len(log) != 7 || log[3] != "a" || log[4] != "a" || log[6] != "a" {
		panic("clean")
	}
}
