// A connection state that is moved by compare-and-swap, and released and read by plain accesses.
// race: DATA RACE at both; clean: the typed atomic, the constructor's store.
package connstate

import (
	"sync"
	"sync/atomic"
)

const (
	idle int32 = iota
	busy
	closed
)

type Conn struct {
	state int32
	uses  atomic.Int32
	sent  uint64
}

func New() *Conn {
	c := &Conn{}
	c.state = idle
	c.sent = 0
	return c
}

func (c *Conn) acquire() bool {
	if !atomic.CompareAndSwapInt32(&c.state, idle, busy) {
		return false
	}
	c.uses.Add(1)
	return true
}

func (c *Conn) release() {
	c.state = idle // want mixed-atomic
}

func (c *Conn) Closed() bool {
	return c.state == closed // want mixed-atomic
}

func (c *Conn) Close() { atomic.StoreInt32(&c.state, closed) }

func (c *Conn) send(n int) { atomic.AddUint64(&c.sent, uint64(n)) }

func (c *Conn) Sent() uint64 { return atomic.LoadUint64(&c.sent) }

type Pool struct{ conns []*Conn }

func NewPool(n int) *Pool {
	p := &Pool{}
	for i := 0; i < n; i++ {
		p.conns = append(p.conns, New())
	}
	return p
}

func (p *Pool) Do(f func(*Conn)) bool {
	for _, c := range p.conns {
		if !c.Closed() && c.acquire() {
			defer c.release()
			f(c)
			return true
		}
	}
	return false
}

func (p *Pool) Storm(n int) {
	var wg sync.WaitGroup
	for i := 0; i < n; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			p.Do(func(c *Conn) { c.send(i) })
		}()
	}
	wg.Wait()
}
