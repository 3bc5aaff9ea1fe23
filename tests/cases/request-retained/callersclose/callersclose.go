// The caller closes what the callee has put into the map: the store is in the callee, the end in the caller.
// seen: Next on the stored rows is false; clean: hand, whose callers leave the rows open.
package callersclose

import (
	"database/sql"
	"sync"
)

type cursors struct {
	mu   sync.Mutex
	rows map[string]*sql.Rows
	open map[string]*sql.Rows
}

func (c *cursors) keep(name string, rows *sql.Rows) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rows[name] = rows // want request-retained
}

func (c *cursors) hand(name string, rows *sql.Rows) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open[name] = rows
}

var all = &cursors{rows: map[string]*sql.Rows{}, open: map[string]*sql.Rows{}}

func Query(db *sql.DB, name string) error {
	rows, err := db.Query("SELECT 1")
	if err != nil {
		return err
	}
	defer rows.Close()
	all.keep(name, rows)
	return rows.Err()
}

func Stream(db *sql.DB, name string) error {
	rows, err := db.Query("SELECT 1")
	if err != nil {
		return err
	}
	all.hand(name, rows)
	return nil
}

func End(name string) error {
	all.mu.Lock()
	defer all.mu.Unlock()
	rows := all.open[name]
	delete(all.open, name)
	if rows == nil {
		return nil
	}
	return rows.Close()
}
