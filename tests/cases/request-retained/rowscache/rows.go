// Database results in a cache: what was scanned out is kept, never the rows; a statement lives as long as its database.
// clean: no *sql.Rows and no context is left behind.
package rowscache

import (
	"context"
	"database/sql"
	"sync"
)

type user struct {
	id   int64
	name string
}

type Repo struct {
	db    *sql.DB
	mu    sync.Mutex
	users map[int64]*user
	stmts map[string]*sql.Stmt
	open  map[string]*sql.Rows
}

func New(db *sql.DB) *Repo {
	return &Repo{db: db, users: map[int64]*user{}, stmts: map[string]*sql.Stmt{}, open: map[string]*sql.Rows{}}
}

func (r *Repo) Load(ctx context.Context, query string) error {
	st, err := r.stmt(ctx, query)
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(ctx)
	if err != nil {
		return err
	}
	defer rows.Close()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.open[query] = rows
	defer delete(r.open, query)
	for rows.Next() {
		u := new(user)
		if err := rows.Scan(&u.id, &u.name); err != nil {
			return err
		}
		r.users[u.id] = u
	}
	return rows.Err()
}

func (r *Repo) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if st, ok := r.stmts[query]; ok {
		return st, nil
	}
	st, err := r.db.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	r.stmts[query] = st
	return st, nil
}

func (r *Repo) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for q, st := range r.stmts {
		st.Close()
		delete(r.stmts, q)
	}
	clear(r.users)
	return r.db.Close()
}
