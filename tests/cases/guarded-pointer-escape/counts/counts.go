// Counters behind pointers in maps: *int, a pointer to a slice, and slices of a struct behind the pointer.
// race: the marked lines in parallel requests, DATA RACE; clean: the locked neighbours.
package counts

import (
	"net/http"
	"sync"
)

type bucket struct {
	samples []int
	total   int
}

type Counts struct {
	mu      sync.Mutex
	byPath  map[string]*int
	buckets map[string]*bucket
}

func New() *Counts { return &Counts{byPath: map[string]*int{}, buckets: map[string]*bucket{}} }

func (c *Counts) counter(path string) *int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n, ok := c.byPath[path]
	if !ok {
		n = new(int)
		c.byPath[path] = n
	}
	return n
}

func (c *Counts) Hit(w http.ResponseWriter, r *http.Request) {
	*c.counter(r.URL.Path)++ // want guarded-pointer-escape
}

func (c *Counts) Total(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	sum := 0
	for _, n := range c.byPath {
		sum += *n
	}
	w.Write([]byte{byte(sum)})
}

func (c *Counts) bucket(path string) *bucket {
	c.mu.Lock()
	defer c.mu.Unlock()
	b := c.buckets[path]
	if b == nil {
		b = &bucket{}
		c.buckets[path] = b
	}
	return b
}

func (c *Counts) Sample(w http.ResponseWriter, r *http.Request) {
	b := c.bucket(r.URL.Path)
	b.samples = append(b.samples, len(r.URL.RawQuery)) // want guarded-pointer-escape
}

func (c *Counts) Add(w http.ResponseWriter, r *http.Request) {
	b := c.bucket(r.URL.Path)
	c.mu.Lock()
	defer c.mu.Unlock()
	b.total++
}
