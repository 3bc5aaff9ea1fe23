// Read lock first, write lock after, with a second look; a Cond queue; a lock passed as an argument; a TryLock that is heeded.
// clean: -race; Compute of the last one reads its cache before it has any lock.
package upgrades

import "sync"

type Memo[K comparable, V any] struct {
	mu sync.RWMutex
	m  map[K]V
}

func NewMemo[K comparable, V any]() *Memo[K, V] { return &Memo[K, V]{m: map[K]V{}} }

func (c *Memo[K, V]) Get(k K, f func(K) V) V {
	c.mu.RLock()
	v, ok := c.m[k]
	c.mu.RUnlock()
	if ok {
		return v
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if v, ok := c.m[k]; ok {
		return v
	}
	v = f(k)
	c.m[k] = v
	return v
}

type Queue struct {
	mu      sync.Mutex
	cond    *sync.Cond
	pending map[int]string
}

func NewQueue() *Queue {
	q := &Queue{pending: map[int]string{}}
	q.cond = sync.NewCond(&q.mu)
	return q
}

func (q *Queue) Put(id int, s string) {
	q.cond.L.Lock()
	q.pending[id] = s
	q.cond.L.Unlock()
	q.cond.Broadcast()
}

func (q *Queue) Wait(id int) string {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		if s, ok := q.pending[id]; ok {
			delete(q.pending, id)
			return s
		}
		q.cond.Wait()
	}
}

func locked(l sync.Locker, f func()) {
	l.Lock()
	defer l.Unlock()
	f()
}

type Stats struct {
	mu sync.RWMutex
	m  map[string]int
}

func NewStats() *Stats { return &Stats{m: map[string]int{}} }

func (s *Stats) Inc(k string) { locked(&s.mu, func() { s.m[k]++ }) } // want-possible concurrent-map-access

func (s *Stats) Get(k string) (n int) {
	locked(s.mu.RLocker(), func() { n = s.m[k] })
	return n
}

func (s *Stats) TryReset() bool {
	if !s.mu.TryLock() {
		return false
	}
	defer s.mu.Unlock()
	clear(s.m) // want-possible concurrent-map-access
	return true
}

type Careless struct {
	mu sync.Mutex
	m  map[string]int
}

func NewCareless() *Careless { return &Careless{m: map[string]int{}} }

func (c *Careless) Compute(k string) int {
	if v, ok := c.m[k]; ok { // want concurrent-map-access
		return v
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m[k] = len(k)
	return len(k)
}

func Storm(n int) {
	a, b, c, d := NewMemo[int, int](), NewQueue(), NewStats(), NewCareless()
	var wg sync.WaitGroup
	for i := 0; i < n; i++ {
		wg.Add(2)
		go func() {
			defer wg.Done()
			a.Get(i%3, func(i int) int { return i })
			b.Put(i, "x")
			c.Inc("x")
			c.TryReset()
		}()
		go func() {
			defer wg.Done()
			b.Wait(i)
			c.Get("x")
			d.Compute("x")
		}()
	}
	wg.Wait()
}
