// A lock behind an interface, held by all callers of a helper that loads, changes and stores; beside one that is let go in between.
// lost: what another goroutine stores while Renew asks; clean: Add and AddAll.
package main

import (
	"fmt"
	"sync"
)

type locker interface {
	Lock()
	Unlock()
	RLock()
	RUnlock()
}

type lease struct{ renewals int }

type Manager struct {
	mu      locker
	pending sync.Map
}

// update is called with the lock held.
func (m *Manager) update(id string) {
	l := lease{}
	if old, ok := m.pending.Load(id); ok {
		l = old.(lease)
	}
	l.renewals++
	m.pending.Store(id, l)
}

func (m *Manager) Add(id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.update(id)
}

func (m *Manager) AddAll(ids []string) {
	m.mu.Lock()
	for _, id := range ids {
		m.update(id)
	}
	m.mu.Unlock()
}

func (m *Manager) Renew(id string, allowed func(lease) bool) {
	m.mu.Lock()
	old, ok := m.pending.Load(id)
	m.mu.Unlock()
	if !ok || !allowed(old.(lease)) {
		return
	}
	l := old.(lease)
	l.renewals++
	m.mu.Lock()
	m.pending.Store(id, l) // want lost-update
	m.mu.Unlock()
}

func main() {
	m := &Manager{mu: &sync.RWMutex{}}
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			m.Add("a")
			m.AddAll([]string{"a", "b"})
			m.Renew("b", func(l lease) bool { return l.renewals < 3 })
		}()
	}
	wg.Wait()
	a, _ := m.pending.Load("a")
	fmt.Println(a.(lease).renewals)
}
