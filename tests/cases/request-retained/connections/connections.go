// Connections and locks of a database: those that the function gives back, and those that the map owns until someone drops them.
// seen: "sql: connection is already closed"; clean: Lease, whose Return takes the entry out, and Peers, removed before Close.
package connections

import (
	"context"
	"database/sql"
	"net"
	"sync"
	"time"
)

type Manager struct {
	mu       sync.Mutex
	conns    map[string]*sql.Conn
	leased   map[string]*sql.Conn
	prepared map[string]*sql.Stmt
	contexts map[string]context.Context
	peers    map[string]net.Conn
	dead     map[string]net.Conn
	cursors  map[string]*sql.Rows
}

func (m *Manager) Check(ctx context.Context, db *sql.DB, name string) error {
	c, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	m.mu.Lock()
	m.conns[name] = c // want request-retained
	m.mu.Unlock()
	return c.PingContext(ctx)
}

func (m *Manager) Lease(ctx context.Context, db *sql.DB, name string) error {
	c, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	if err := c.PingContext(ctx); err != nil {
		c.Close()
		return err
	}
	m.mu.Lock()
	m.leased[name] = c
	m.mu.Unlock()
	return nil
}

func (m *Manager) Return(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if c, ok := m.leased[name]; ok {
		delete(m.leased, name)
		c.Close()
	}
}

func (m *Manager) Count(db *sql.DB, query string) (n int, err error) {
	st, err := db.Prepare(query)
	if err != nil {
		return 0, err
	}
	defer st.Close()
	m.mu.Lock()
	m.prepared[query] = st // want request-retained
	m.mu.Unlock()
	return n, st.QueryRow().Scan(&n)
}

func (m *Manager) Limit(parent context.Context, name string, f func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(parent, time.Second)
	defer cancel()
	m.mu.Lock()
	m.contexts[name] = ctx // want request-retained
	m.mu.Unlock()
	return f(ctx)
}

func (m *Manager) Dial(address string, talk func(net.Conn) error) error {
	c, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	defer c.Close()
	m.mu.Lock()
	m.dead[address] = c // want request-retained
	m.mu.Unlock()
	return talk(c)
}

func (m *Manager) Peer(address string, talk func(net.Conn) error) error {
	c, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	m.mu.Lock()
	m.peers[address] = c
	m.mu.Unlock()
	err = talk(c)
	m.mu.Lock()
	delete(m.peers, address)
	m.mu.Unlock()
	c.Close()
	return err
}

func (m *Manager) Names(db *sql.DB, key string) (names []string, err error) {
	rows, err := db.Query("select name from t")
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	m.cursors[key] = rows // want request-retained
	m.mu.Unlock()
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			rows.Close()
			return nil, err
		}
		names = append(names, n)
	}
	rows.Close()
	return names, rows.Err()
}
