// Counters that are bumped atomically through a pointer or an index, and read plainly by range, by copy, by a print.
// race: DATA RACE at each plain read; clean: Safe, Final.
package rangesums

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type Counters struct {
	per   []uint64
	total uint64
	bytes int64
}

var requests int64

func New(n int) *Counters { return &Counters{per: make([]uint64, n)} }

func bump(p *uint64) { atomic.AddUint64(p, 1) }

func (c *Counters) Hit(i int) {
	bump(&c.per[i%len(c.per)])
	bump(&c.total)
	atomic.AddInt64(&requests, 1)
	atomic.AddInt64(&c.bytes, int64(i))
}

func (c *Counters) Sum() (sum uint64) {
	for _, n := range c.per { // want mixed-atomic
		sum += n
	}
	return sum
}

func (c *Counters) Total() uint64 {
	return c.total // want mixed-atomic
}

func (c *Counters) Safe() (sum uint64) {
	for i := range c.per {
		sum += atomic.LoadUint64(&c.per[i])
	}
	return sum + uint64(atomic.LoadInt64(&c.bytes))
}

func Print() string {
	return fmt.Sprint("requests ", requests) // want mixed-atomic
}

func Run(n int) (uint64, string) {
	c := New(4)
	var wg sync.WaitGroup
	for i := 0; i < n; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c.Hit(i)
			_ = c.Sum() + c.Total() + c.Safe()
			_ = Print()
		}()
	}
	wg.Wait()
	return final(c.per, n), Print()
}

func final(per []uint64, n int) uint64 { return uint64(len(per) * n) }
