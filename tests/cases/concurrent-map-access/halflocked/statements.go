// Maps whose lock is missing in one place: a read just after Unlock, a helper deep below, readers where all writers lock. The shapes are those
// of bugs that modules had for years and mended; each stands beside its mended form.
//
// race: two callers of exported methods at once
package halflocked

import "sync"

type stmt struct{ text string }

// Statements prepares each query once.
type Statements struct {
	mu    sync.RWMutex
	stmts map[string]stmt
	open  func(string) (stmt, error)
}

func NewStatements(open func(string) (stmt, error)) *Statements {
	return &Statements{stmts: map[string]stmt{}, open: open}
}

func (s *Statements) prepare(query string) (stmt, error) {
	s.mu.RLock()
	if st, ok := s.stmts[query]; ok {
		s.mu.RUnlock()
		return st, nil
	}
	s.mu.RUnlock()
	s.mu.Lock()
	st, err := s.open(query)
	if err == nil {
		s.stmts[query] = st
	}
	s.mu.Unlock()
	return s.stmts[query], err // want concurrent-map-access
}

func (s *Statements) Text(query string) string {
	st, err := s.prepare(query)
	if err != nil {
		s.mu.Lock()
		delete(s.stmts, query)
		s.mu.Unlock()
	}
	return st.text
}

// GoodStatements gives what it has made.
type GoodStatements struct {
	mu    sync.RWMutex
	stmts map[string]stmt
	open  func(string) (stmt, error)
}

func NewGoodStatements(open func(string) (stmt, error)) *GoodStatements {
	return &GoodStatements{stmts: map[string]stmt{}, open: open}
}

func (s *GoodStatements) prepare(query string) (stmt, error) {
	s.mu.RLock()
	st, ok := s.stmts[query]
	s.mu.RUnlock()
	if ok {
		return st, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	st, err := s.open(query)
	if err == nil {
		s.stmts[query] = st
	}
	return st, err
}

func (s *GoodStatements) Text(query string) string {
	st, err := s.prepare(query)
	if err != nil {
		s.mu.Lock()
		delete(s.stmts, query)
		s.mu.Unlock()
	}
	return st.text
}
