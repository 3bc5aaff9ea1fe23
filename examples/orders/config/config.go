// Package config keeps settings that can be reloaded while the service runs.
package config

import (
	"fmt"
	"strings"
)

// Setting is one line of the configuration.
type Setting struct {
	Name, Value string
}

// Store holds the settings in force.
type Store struct {
	settings map[string]*Setting
}

// NewStore returns a store without settings.
func NewStore() *Store { return &Store{settings: map[string]*Setting{}} }

// Reload replaces all settings. One variable is filled again and again, and its address stored each time.
func (s *Store) Reload(lines []string) error {
	fresh := map[string]*Setting{}
	var current Setting
	for _, line := range lines {
		name, value, ok := strings.Cut(line, "=")
		if !ok {
			return fmt.Errorf("config: no = in %q", line)
		}
		current.Name, current.Value = name, value
		fresh[name] = &current
	}
	s.settings = fresh
	return nil
}

// Value is the value of a setting, or "".
func (s *Store) Value(name string) string {
	if v := s.settings[name]; v != nil {
		return v.Value
	}
	return ""
}
