// A document store behind an interface, used by a service that knows the interface only.
// race: two Publish, DATA RACE at the write; clean: Retitle through Mutate, and archive, which gives copies.
package documents

import (
	"errors"
	"sync"
)

type Document struct {
	ID        string
	Title     string
	Published bool
	Views     int
}

type Store interface {
	Get(id string) (*Document, error)
	Put(d *Document)
	Mutate(id string, f func(*Document)) error
}

var ErrNotFound = errors.New("documents: not found")

type memory struct {
	mu   sync.RWMutex
	docs map[string]*Document
}

func NewMemory() Store { return &memory{docs: make(map[string]*Document)} }

func (m *memory) Get(id string) (*Document, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	d, ok := m.docs[id]
	if !ok {
		return nil, ErrNotFound
	}
	return d, nil
}

func (m *memory) Put(d *Document) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.docs[d.ID] = d
}

func (m *memory) Mutate(id string, f func(*Document)) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	d, ok := m.docs[id]
	if !ok {
		return ErrNotFound
	}
	f(d)
	return nil
}

type Service struct{ store Store }

func NewService(s Store) *Service { return &Service{store: s} }

func (s *Service) Create(id, title string) {
	d := &Document{ID: id}
	d.Title = title
	s.store.Put(d)
}

func (s *Service) Publish(id string) error {
	d, err := s.store.Get(id)
	if err != nil {
		return err
	}
	d.Published = true // want guarded-pointer-escape
	return nil
}

func (s *Service) Retitle(id, title string) error {
	return s.store.Mutate(id, func(d *Document) { d.Title = title })
}

func (s *Service) Unpublish(id string) error {
	return s.store.Mutate(id, func(d *Document) { d.Published = false })
}

type archive struct {
	mu   sync.Mutex
	docs map[string]*Document
}

func (a *archive) Get(id string) (Document, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	d, ok := a.docs[id]
	if !ok {
		return Document{}, false
	}
	return *d, true
}

func (a *archive) View(id string) int {
	d, ok := a.Get(id)
	if !ok {
		return 0
	}
	d.Views++
	return d.Views
}
