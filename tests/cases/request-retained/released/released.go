// Package released ends what it has stored by the function that came with it, by a plain Put, inside of another object; a setter keeps what ends.
// ends while stored: images, notes, cursors, guests; clean: copies, texts, lists, names, waiters, watched, lines.
package released

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
)

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func acquire() (b *bytes.Buffer, done func(), err error) {
	b = pool.Get().(*bytes.Buffer)
	b.Reset()
	return b, func() { pool.Put(b) }, nil
}

type Cache struct {
	mu     sync.Mutex
	images map[string][]byte
	copies map[string]string
	notes  map[string]fmt.Stringer
	texts  map[string]fmt.Stringer
}

func (c *Cache) Draw(name string, draw func(*bytes.Buffer) error) error {
	b, done, err := acquire()
	if err != nil {
		return err
	}
	defer done()
	if err := draw(b); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.images[name] = b.Bytes() // want request-retained
	c.copies[name] = b.String()
	return nil
}

type note struct{ parts []string }

func (n *note) String() string { return strings.Join(n.parts, " ") }

var noted = sync.Pool{New: func() any { return new(note) }}

func (c *Cache) remember(id string, n fmt.Stringer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.notes) > 100 {
		clear(c.notes)
	}
	c.notes[id] = n // want request-retained
}

type text string

func (t text) String() string { return string(t) }

func (c *Cache) rememberText(id string, n fmt.Stringer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.texts[id] = n
}

func (c *Cache) Note(id string, parts ...string) {
	n := noted.Get().(*note)
	n.parts = append(n.parts[:0], parts...)
	c.remember(id, n)
	c.rememberText(id, text(n.String()))
	noted.Put(n)
}

type source interface{ more() bool }

type cursor struct{ rows *sql.Rows }

func (c *cursor) more() bool { return c.rows.Next() }

type list []string

func (l list) more() bool { return len(l) > 0 }

type Desk struct {
	mu      sync.Mutex
	cursors map[string]source
	lists   map[string]source
	lines   map[string]*line
}

func (d *Desk) open(id string, s source) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.cursors[id] = s // want request-retained
}

func (d *Desk) openList(id string, s source) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lists[id] = s
}

func (d *Desk) Query(db *sql.DB, id string) error {
	rows, err := db.Query("select name from names")
	if err != nil {
		return err
	}
	defer rows.Close()
	var names list
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		names = append(names, name)
	}
	d.openList(id, names)
	d.open(id, &cursor{rows})
	return nil
}

// The reader of a line learns that it is closed, and forgets it.
type line struct{ conn net.Conn }

func (d *Desk) add(id string, l *line) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines[id] = l
}

func (d *Desk) Serve(id string, c net.Conn) {
	defer c.Close()
	d.add(id, &line{c})
	buf := make([]byte, 100)
	for {
		if _, err := c.Read(buf); err != nil {
			return
		}
	}
}

type guest struct {
	name string
	ctx  context.Context
}

func (g *guest) with(ctx context.Context) *guest {
	g.ctx = ctx
	return g
}

func (g *guest) named(name string) *guest {
	g.name = name
	return g
}

type Hall struct {
	mu      sync.Mutex
	guests  map[string]*guest
	names   map[string]*guest
	waiters map[string]*guest
	watched map[string]*guest
}

func (h *Hall) leave(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.waiters, name)
	delete(h.watched, name)
}

func (h *Hall) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	g := new(guest).named(name).with(r.Context())
	waiter := &guest{name, r.Context()}
	context.AfterFunc(r.Context(), func() { h.leave(name) })
	go func() {
		<-waiter.ctx.Done()
		h.leave(name)
	}()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.guests[name] = g // want request-retained
	h.names[name] = new(guest).named(name)
	h.waiters[name] = waiter
	h.watched[name] = &guest{name, r.Context()}
}
