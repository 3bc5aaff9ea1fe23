package lives

import (
	"context"
	"sync"
	"sync/atomic"
)

type conn struct{ open bool }

type work interface{ end(commit bool) error }

// Tx ends once: who wins the compare-and-swap is the only one.
type Tx struct {
	mu     sync.RWMutex
	done   atomic.Bool
	conn   *conn
	work   work
	cancel func()
	ctx    context.Context
}

func Begin(ctx context.Context, c *conn, w work) *Tx {
	ctx, cancel := context.WithCancel(ctx)
	tx := &Tx{conn: c, work: w, cancel: cancel, ctx: ctx}
	go tx.awaitDone()
	return tx
}

func (tx *Tx) awaitDone() {
	<-tx.ctx.Done()
	tx.Rollback()
}

func (tx *Tx) close() {
	tx.conn = nil // want-possible unsynchronized-swap
	tx.work = nil
}

func (tx *Tx) Conn() *conn {
	tx.mu.RLock()
	defer tx.mu.RUnlock()
	if tx.done.Load() {
		return nil
	}
	return tx.conn
}

func (tx *Tx) Commit() error {
	if !tx.done.CompareAndSwap(false, true) {
		return context.Canceled
	}
	tx.cancel()
	// Nobody has the connection any more.
	tx.mu.Lock()
	tx.mu.Unlock()
	err := tx.work.end(true)
	tx.close()
	return err
}

func (tx *Tx) Rollback() error {
	if !tx.done.CompareAndSwap(false, true) {
		return context.Canceled
	}
	tx.cancel()
	tx.mu.Lock()
	tx.mu.Unlock()
	err := tx.work.end(false)
	tx.close()
	return err
}

// Lease only looks whether it has ended: two can.
type Lease struct {
	mu   sync.RWMutex
	done atomic.Bool
	conn *conn
	ctx  context.Context
}

func Take(ctx context.Context, c *conn) *Lease {
	l := &Lease{conn: c, ctx: ctx}
	go l.awaitDone()
	return l
}

func (l *Lease) awaitDone() {
	<-l.ctx.Done()
	l.Release()
}

func (l *Lease) Conn() *conn {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.conn
}

func (l *Lease) Release() {
	if l.done.Load() {
		return
	}
	l.done.Store(true)
	l.conn = nil // want unsynchronized-swap
}
