// Package aftertests builds things for tests, which may run in parallel, and removes them when all are over.
// race: List, clean: Run.
package aftertests

import (
	"os"
	"sync"
	"testing"
)

var (
	mu    sync.Mutex
	built = map[string]string{}
)

func Build(t testing.TB, name string) string {
	mu.Lock()
	defer mu.Unlock()
	if path, ok := built[name]; ok {
		return path
	}
	built[name] = t.TempDir()
	return built[name]
}

func Forget(name string) {
	mu.Lock()
	defer mu.Unlock()
	delete(built, name)
}

// Run is what TestMain calls.
func Run(m *testing.M) int {
	code := m.Run()
	for _, path := range built {
		os.Remove(path)
	}
	return code
}

// List may be called while other tests build.
func List() []string {
	var all []string
	for name := range built { // want concurrent-map-access
		all = append(all, name)
	}
	return all
}
