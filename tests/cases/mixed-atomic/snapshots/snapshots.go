// Figures that are counted atomically: what the one goroutine that counts reads plainly, where all others load.
// race: Direct.Stale, DATA RACE; clean: Conn.least.
package snapshots

import (
	"sync/atomic"
)

type Stats struct{ hits, stale uint32 }

type Direct struct{ stats Stats }

func (d *Direct) Reap(n int)    { atomic.AddUint32(&d.stats.stale, uint32(n)) }
func (d *Direct) Load() uint32  { return atomic.LoadUint32(&d.stats.stale) }
func (d *Direct) Stale() uint32 { return d.stats.stale } // want mixed-atomic

type channel struct {
	priority int
	sent     int64
}

type Conn struct {
	channels []*channel
	queue    chan int
	done     chan struct{}
}

func NewConn(n int) *Conn {
	c := &Conn{queue: make(chan int), done: make(chan struct{})}
	for k := range n {
		c.channels = append(c.channels, &channel{priority: k + 1})
	}
	return c
}

func (c *Conn) Start() { go c.run() }

func (c *Conn) run() {
	defer close(c.done)
	for n := range c.queue {
		c.send(n)
	}
}

func (c *Conn) send(n int) {
	ch := c.least()
	c.count(ch, n)
}

func (c *Conn) count(ch *channel, n int) { atomic.AddInt64(&ch.sent, int64(n)) }

func (c *Conn) least() *channel {
	var least *channel
	best := float32(1 << 20)
	for _, ch := range c.channels {
		if ratio := float32(ch.sent) / float32(ch.priority); ratio < best { // want-possible mixed-atomic
			best, least = ratio, ch
		}
	}
	return least
}

func (c *Conn) Sent() int64 {
	var sum int64
	for _, ch := range c.channels {
		sum += atomic.LoadInt64(&ch.sent)
	}
	return sum
}

// Flush ends the goroutine, and sends what is left itself.
func (c *Conn) Flush(left []int) {
	close(c.queue)
	<-c.done
	for _, n := range left {
		c.send(n)
	}
}
