// Whole structs with fields that others add to atomically: copied, printed, compared, reset by an assignment.
// race: Copy, Reset, Values against Hit, DATA RACE at the lines; clean: Load, which loads each.
package copies

import (
	"net/http"
	"sync/atomic"
)

type stats struct {
	hits   uint64
	misses uint64
}

type Cache struct {
	stats stats
	older stats
}

func (c *Cache) Hit(w http.ResponseWriter, r *http.Request) {
	atomic.AddUint64(&c.stats.hits, 1)
	atomic.AddUint64(&c.stats.misses, 0)
}

// Copy reads both fields with one plain read.
func (c *Cache) Copy(w http.ResponseWriter, r *http.Request) {
	s := c.stats // want mixed-atomic
	w.Write([]byte{byte(s.hits)})
}

func (c *Cache) Reset(w http.ResponseWriter, r *http.Request) {
	c.stats = stats{} // want mixed-atomic
}

// Values passes a copy to a method with a value receiver.
func (s stats) total() uint64 { return s.hits + s.misses }

func (c *Cache) Values(w http.ResponseWriter, r *http.Request) {
	w.Write([]byte{byte(c.stats.total())}) // want mixed-atomic
}

func (c *Cache) Load(w http.ResponseWriter, r *http.Request) {
	s := stats{hits: atomic.LoadUint64(&c.stats.hits), misses: atomic.LoadUint64(&c.stats.misses)}
	w.Write([]byte{byte(s.total())})
}

// Older never has an atomic access.
func (c *Cache) Older(w http.ResponseWriter, r *http.Request) { w.Write([]byte{byte(c.older.total())}) }
