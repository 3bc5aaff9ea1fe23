// A loop that looks all elements of a list up before another one follows them, and one that asks about other things. A pointer that tells what went
// wrong, and one that tells nothing. A nil that a failed call leaves in an object that nobody uses then.
// panics: `askedofall find x`, `askedofall kept`; clean: `askedofall all a`.
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

type task struct {
	owner string
	done  bool
}

type manifest struct {
	ids []string
}

type board struct{ tasks map[string]*task }

var errMissing = errors.New("missing")

func (b *board) cancel(m *manifest) error {
	var errs []error
	for _, id := range m.ids {
		if _, ok := b.tasks[id]; !ok {
			errs = append(errs, errMissing)
		}
	}
	if len(errs) > 0 {
		return errors.Join(errs...)
	}
	for _, id := range m.ids {
		b.tasks[id].done = true // want-possible nil-map-value
	}
	return nil
}

func (b *board) finish(id string) bool {
	t, ok := b.tasks[id]
	if !ok {
		return false
	}
	t.done = true
	return true
}

func (b *board) ownerOf(id string) string {
	if t := b.tasks[id]; t != nil {
		return t.owner
	}
	return ""
}

type failure struct{ why string }

func (b *board) find(id string) (*task, *failure) {
	t, ok := b.tasks[id]
	if !ok {
		return nil, &failure{"no task " + id}
	}
	return t, nil
}

// What it says is not said of all that is missing.
func (b *board) search(id string) (*task, *failure) {
	t, ok := b.tasks[id]
	if !ok && strings.Contains(id, " ") {
		return nil, &failure{"no name: " + id}
	}
	return t, nil
}

func (b *board) name(id string) (string, *failure) {
	t, f := b.find(id)
	if f != nil {
		return "", f
	}
	return t.owner, nil
}

func (b *board) searchName(id string) (string, *failure) {
	t, f := b.search(id)
	if f != nil {
		return "", f
	}
	return t.owner, nil // want nil-map-value
}

type index struct{ parts map[string]*task }

func open(name string) (*task, error) {
	if len(name) > 8 {
		return nil, errMissing
	}
	return &task{owner: name}, nil
}

// Whoever fails to fill it drops it.
func (x *index) fill(names []string) error {
	for _, n := range names {
		var err error
		x.parts[n], err = open(n)
		if err != nil {
			return err
		}
	}
	return nil
}

func (x *index) owners() (n int) {
	for _, t := range x.parts {
		n += len(t.owner)
	}
	return n
}

type pool struct{ parts map[string]*task }

// It goes on with the nil.
func (p *pool) fill(names []string) (failed int) {
	for _, n := range names {
		var err error
		p.parts[n], err = open(n)
		if err != nil {
			failed++
		}
	}
	return failed
}

func (p *pool) owners() (n int) {
	for _, t := range p.parts {
		n += len(t.owner) // want nil-map-value
	}
	return n
}

func main() {
	if len(os.Args) < 2 {
		return
	}
	b := &board{map[string]*task{"a": {owner: "me"}}}
	switch os.Args[1] {
	case "all":
		fmt.Println(b.cancel(&manifest{ids: os.Args[2:]}), b.finish(os.Args[2]), b.ownerOf(os.Args[2]))
		fmt.Println(b.name(os.Args[2]))
		x := &index{map[string]*task{}}
		if err := x.fill(os.Args[2:]); err != nil {
			return
		}
		fmt.Println(x.owners())
	case "find":
		fmt.Println(b.searchName(os.Args[2]))
	case "kept":
		p := &pool{map[string]*task{}}
		fmt.Println(p.fill([]string{"a", "much too long"}), p.owners())
	}
}
