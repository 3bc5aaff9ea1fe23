// Configuration in a map of pointers, slices, and a struct of several fields that a reload replaces one by one.
// race: Reload against the handlers, DATA RACE at the stores; clean: entries replaced under the lock.
package mapentry

import (
	"net/http"
	"sync"
	"time"
)

type tenant struct{ limit int }

type Config struct {
	mu      sync.RWMutex
	tenants map[string]*tenant
	names   []string
	current *tenant
	hook    func(string) string
	log     interface{ Print(...any) }
}

func New(hook func(string) string) *Config {
	return &Config{tenants: map[string]*tenant{}, current: &tenant{}, hook: hook}
}

func (c *Config) Watch(changes <-chan string) {
	go func() {
		for name := range changes {
			c.current = &tenant{limit: len(name)}              // want unsynchronized-swap
			c.hook = func(s string) string { return name + s } // want unsynchronized-swap
			c.mu.Lock()
			c.tenants[name] = &tenant{limit: len(name)}
			c.names = append(c.names, name)
			c.mu.Unlock()
		}
	}()
}

func (c *Config) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if c.current.limit < len(r.URL.Path) {
		w.WriteHeader(http.StatusTooManyRequests)
	}
	w.Write([]byte(c.hook(r.URL.Path)))
	c.mu.RLock()
	defer c.mu.RUnlock()
	if t, ok := c.tenants[r.Host]; ok && len(c.names) > t.limit {
		w.WriteHeader(http.StatusTeapot)
	}
}

// Deadline is a context of its own: a local that only its own goroutine has.
func Deadline(d time.Duration, f func(*tenant)) {
	t := &tenant{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		t = &tenant{limit: 1}
		f(t)
	}()
	<-done
	f(t)
}
