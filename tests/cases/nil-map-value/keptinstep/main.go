// A key from outside that is found in another map of the object: one whose keys are always keys of this one too, and ones whose are not.
// panics: `keptinstep late b`, `keptinstep gone a`, `keptinstep swapped a`; clean: `keptinstep files a`.
package main

import (
	"errors"
	"fmt"
	"os"
)

var errNotRunning = errors.New("not running")

type file struct{ size int }

type runner struct{ name string }

// Behind methods of its own, and with no entry for some keys.
type table[V any] struct{ entries map[string]V }

func (t *table[V]) add(name string, v V) { t.entries[name] = v }

func (t *table[V]) get(name string) (V, bool) {
	v, ok := t.entries[name]
	return v, ok
}

func (t *table[V]) remove(name string) { delete(t.entries, name) }

type model struct {
	files   map[string]*file
	runners *table[*runner]
	stats   map[string]*file
	sizes   map[string]*file
	queued  map[string]bool
}

func newModel() *model {
	return &model{
		files:   map[string]*file{},
		runners: &table[*runner]{entries: map[string]*runner{}},
		stats:   map[string]*file{},
		sizes:   map[string]*file{},
		queued:  map[string]bool{},
	}
}

func (m *model) start(name string) {
	m.files[name] = &file{size: len(name)}
	m.stats[name] = &file{}
	m.sizes[name] = &file{}
	m.runners.add(name, &runner{name})
}

func (m *model) stop(name string) {
	m.runners.remove(name)
	delete(m.files, name)
}

// The runner stays.
func (m *model) forget(name string) { delete(m.stats, name) }

func (m *model) reset() { m.sizes = map[string]*file{} }

func (m *model) running(name string) error {
	if _, ok := m.runners.get(name); ok {
		return nil
	}
	return errNotRunning
}

func (m *model) fileSize(name string) (int, error) {
	err := m.running(name)
	f := m.files[name]
	if err != nil {
		return 0, err
	}
	return f.size, nil // want-possible nil-map-value
}

func (m *model) runnerName(name string) (string, error) {
	err := m.running(name)
	r, _ := m.runners.get(name)
	if err != nil {
		return "", err
	}
	return r.name, nil
}

// What the check said is not asked for.
func (m *model) unasked(name string) string {
	err := m.running(name)
	r, _ := m.runners.get(name)
	if err != nil {
		fmt.Println(err)
	}
	return r.name // want nil-map-value
}

func (m *model) statSize(name string) (int, error) {
	err := m.running(name)
	f := m.stats[name]
	if err != nil {
		return 0, err
	}
	return f.size, nil // want nil-map-value
}

func (m *model) lastSize(name string) (int, error) {
	err := m.running(name)
	f := m.sizes[name]
	if err != nil {
		return 0, err
	}
	return f.size, nil // want nil-map-value
}

func main() {
	if len(os.Args) < 3 {
		return
	}
	m := newModel()
	m.start("a")
	name := os.Args[2]
	switch os.Args[1] {
	case "files":
		fmt.Println(m.fileSize(name))
		fmt.Println(m.runnerName(name))
		m.stop(name)
	case "late":
		fmt.Println(m.unasked(name))
	case "gone":
		m.forget("a")
		fmt.Println(m.statSize(name))
	case "swapped":
		m.reset()
		fmt.Println(m.lastSize(name))
	}
}
