// A helper that enters the key before it looks it up, which the caller has found absent; and one that enters nothing.
// panics: `enteredinside other`; clean: `enteredinside`.
package main

import (
	"fmt"
	"os"
)

type manager struct{ name string }

type managers struct{ byUser map[string]*manager }

type settings struct{ user, kind string }

func (m *managers) configure(s settings) error {
	if s.kind == "" {
		return fmt.Errorf("no configuration for %s", s.user)
	}
	m.byUser[s.user] = &manager{name: s.kind + s.user}
	return nil
}

func (m *managers) fallback(user string) (*manager, error) {
	if err := m.configure(settings{user, "default"}); err != nil {
		return nil, err
	}
	return m.byUser[user], nil
}

func (m *managers) serve(user string) (string, error) {
	if one, ok := m.byUser[user]; ok {
		return one.name, nil
	}
	one, err := m.fallback(user)
	if err != nil {
		return "", err
	}
	return one.name, nil // want-possible nil-map-value
}

func (m *managers) get(user string) *manager { return m.byUser[user] }

func (m *managers) other(user string) string {
	if one, ok := m.byUser[user]; ok {
		return one.name
	}
	return m.get(user).name // want nil-map-value
}

func main() {
	m := &managers{map[string]*manager{}}
	for _, user := range []string{"a", "b"} {
		if len(os.Args) > 1 {
			fmt.Println(m.other(user))
			continue
		}
		fmt.Println(m.serve(user))
	}
}
