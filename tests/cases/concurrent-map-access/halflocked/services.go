package halflocked

import "sync"

type client struct{ url string }

// Manager replaces services under its lock; whoever asks for one does so without.
type Manager struct {
	mu       sync.Mutex
	services map[string]client
}

func NewManager(urls map[string]string) *Manager {
	m := &Manager{services: map[string]client{}}
	for name, url := range urls {
		m.services[name] = client{url}
	}
	return m
}

func (m *Manager) Reconfigure(urls map[string]string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for name, url := range urls {
		m.services[name] = client{url}
	}
}

func (m *Manager) Client(name string) string {
	return m.services[name].url // want concurrent-map-access
}

func (m *Manager) Services() []string {
	var names []string
	for name := range m.services { // want concurrent-map-access
		names = append(names, name)
	}
	return names
}

// GoodManager locks in all of them.
type GoodManager struct {
	mu       sync.Mutex
	services map[string]client
}

func NewGoodManager(urls map[string]string) *GoodManager {
	m := &GoodManager{services: map[string]client{}}
	for name, url := range urls {
		m.services[name] = client{url}
	}
	return m
}

func (m *GoodManager) Reconfigure(urls map[string]string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for name, url := range urls {
		m.services[name] = client{url}
	}
}

func (m *GoodManager) Client(name string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.services[name].url
}

// Fixed is written only while it is made; its lock is that of something else.
type Fixed struct {
	mu    sync.Mutex
	calls int
	names map[string]string
}

func NewFixed(urls map[string]string) *Fixed {
	f := &Fixed{names: map[string]string{}}
	for name, url := range urls {
		f.names[name] = url
	}
	return f
}

func (f *Fixed) Name(of string) string {
	f.mu.Lock()
	f.calls++
	f.mu.Unlock()
	return f.names[of]
}
