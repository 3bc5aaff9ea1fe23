// Plain reads by helpers whose callers have a lock: it helps only where the atomic writers have it, too. And counters that are given to a helper by address.
// race: Queue.length, Copy; clean: Ring.
package otherlock

import (
	"sync"
	"sync/atomic"
)

type Queue struct {
	mu    sync.Mutex
	parts [][]byte
	size  int64
}

func (q *Queue) length() int64 { return q.size } // want mixed-atomic

func (q *Queue) Push(p []byte) {
	atomic.AddInt64(&q.size, int64(len(p)))
	q.mu.Lock()
	defer q.mu.Unlock()
	q.parts = append(q.parts, p)
}

func (q *Queue) State() (int, int64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.parts), q.length()
}

type Ring struct {
	mu   sync.Mutex
	used int64
}

func (r *Ring) length() int64 { return r.used }

func (r *Ring) Push(n int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	atomic.AddInt64(&r.used, n)
}

func (r *Ring) Pop(n int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	atomic.AddInt64(&r.used, -n)
}

func (r *Ring) State() int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.length()
}

type counts struct{ hits, errors uint64 }

func bump(at *uint64) { atomic.AddUint64(at, 1) }

type Crawl struct {
	counts counts
	urls   chan string
	get    func(string) error
}

func (c *Crawl) work() {
	for u := range c.urls {
		if c.get(u) != nil {
			bump(&c.counts.errors)
		} else {
			bump(&c.counts.hits)
		}
	}
}

func NewCrawl(get func(string) error) *Crawl {
	c := &Crawl{urls: make(chan string), get: get}
	for range 4 {
		go c.work()
	}
	return c
}

func (c *Crawl) Close() { close(c.urls) }

// Copy takes both counters at once, plainly.
func (c *Crawl) Copy() counts {
	return c.counts // want mixed-atomic
}

func (c *Crawl) Hits() uint64 { return atomic.LoadUint64(&c.counts.hits) }
