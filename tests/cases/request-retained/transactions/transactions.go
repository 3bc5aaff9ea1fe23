// Transactions and statements that their function ends; handed over open, they belong to the map.
// seen: "sql: transaction has already been committed or rolled back"; clean: Begin, whose End takes the entry out.
package transactions

import (
	"database/sql"
	"sync"
)

type Session struct {
	db    *sql.DB
	mu    sync.Mutex
	txs   map[int]*sql.Tx
	stmts map[string]*sql.Stmt
	open  map[int]*sql.Tx
}

func (s *Session) Do(id int) error {
	tx, err := s.db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	s.mu.Lock()
	s.txs[id] = tx // want request-retained
	s.mu.Unlock()
	if _, err := tx.Exec("UPDATE t SET n = n + 1"); err != nil {
		return err
	}
	return tx.Commit()
}

func (s *Session) Prepare(query string) error {
	stmt, err := s.db.Prepare(query)
	if err != nil {
		return err
	}
	defer func() { _ = stmt.Close() }()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stmts[query] = stmt // want request-retained
	return nil
}

func (s *Session) Begin(id int) error {
	tx, err := s.db.Begin()
	if err != nil {
		return err
	}
	if _, err := tx.Exec("SET LOCAL x = 1"); err != nil {
		tx.Rollback()
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[id] = tx
	return nil
}

func (s *Session) End(id int) error {
	s.mu.Lock()
	tx := s.open[id]
	delete(s.open, id)
	s.mu.Unlock()
	if tx == nil {
		return nil
	}
	return tx.Commit()
}
