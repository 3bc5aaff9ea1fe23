// Package config keeps settings that can be reloaded while the service runs.
package config

import (
	"fmt"
	"strings"
	"sync"
)

// Setting is one line of the configuration.
type Setting struct {
	Name, Value string
}

// Store holds the settings in force.
type Store struct {
	mu       sync.RWMutex
	settings map[string]*Setting
}

// NewStore returns a store without settings.
func NewStore() *Store { return &Store{settings: map[string]*Setting{}} }

// Reload replaces all settings. One variable is filled for each line, and its address stored each time: in the
// end all names have the value of the last line, in any version of Go.
func (s *Store) Reload(lines []string) error {
	fresh := make(map[string]*Setting, len(lines))
	var current Setting
	for _, line := range lines {
		name, value, ok := strings.Cut(line, "=")
		if !ok {
			return fmt.Errorf("config: no = in %q", line)
		}
		current.Name, current.Value = name, value
		fresh[name] = &current // want aliased-map-values
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settings = fresh
	return nil
}

// Value is the value of a setting, or "".
func (s *Store) Value(name string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if v := s.settings[name]; v != nil {
		return v.Value
	}
	return ""
}
