// Package cache keeps orders by id.
package cache

import (
	"reflect"
	"sync"
	"unsafe"
)

// Order is one order of a customer.
type Order struct {
	ID    string
	Total int // in cents
	Notes []byte
}

// Cache holds pointers to orders.
type Cache struct {
	mu     sync.Mutex
	orders map[string]*Order
}

// New returns an empty cache.
func New() *Cache { return &Cache{orders: make(map[string]*Order)} }

// Load fills the cache. Below go1.22 every entry is the address of the one variable `o`: all ids lead to the
// last order.
func (c *Cache) Load(all []Order) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, o := range all {
		c.orders[o.ID] = &o // want loop-var-address
	}
}

// Cancel takes an order out and returns what is to be refunded. The entry is looked up after it was deleted.
func (c *Cache) Cancel(id string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.orders, id)
	return c.orders[id].Total // want nil-map-value
}

// Total is the sum of an order; an unknown id gives 0.
func (c *Cache) Total(id string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	o, ok := c.orders[id]
	if !ok {
		return 0
	}
	return o.Total
}

// Grow makes room for a longer note, without asking whether the array behind it is that long.
func (o *Order) Grow(n int) {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&o.Notes))
	h.Len += n // want slice-header-write
}
