// Package conf holds the program's settings.
package conf

import "sync"

type Settings struct {
	Name  string
	Paths map[string]string
}

var (
	Current = &Settings{Name: "first"}

	mu    sync.RWMutex
	safe  = &Settings{Name: "first"}
	flags map[string]bool
)

func init() { flags = map[string]bool{"beta": false} }

func Get() *Settings {
	mu.RLock()
	defer mu.RUnlock()
	return safe
}

func Set(s *Settings) {
	mu.Lock()
	defer mu.Unlock()
	safe = s
}

func Flag(name string) bool { return flags[name] }

func SetFlags(m map[string]bool) {
	flags = m // want unsynchronized-swap
}
