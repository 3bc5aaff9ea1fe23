// Package cache keeps orders by id.
package cache

import (
	"reflect"
	"unsafe"
)

// Order is one order of a customer.
type Order struct {
	ID    string
	Total int
	Notes []byte
}

// Cache holds pointers to orders.
type Cache struct {
	orders map[string]*Order
}

// New returns an empty cache.
func New() *Cache { return &Cache{orders: make(map[string]*Order)} }

// Load fills the cache. Every entry is the address of the one loop variable.
func (c *Cache) Load(all []Order) {
	for _, o := range all {
		c.orders[o.ID] = &o
	}
}

// Cancel removes an order and then looks it up again.
func (c *Cache) Cancel(id string) int {
	delete(c.orders, id)
	return c.orders[id].Total
}

// Total is the sum of an order; an unknown id gives 0.
func (c *Cache) Total(id string) int {
	o, ok := c.orders[id]
	if !ok {
		return 0
	}
	return o.Total
}

// Refund looks at the order on the branch on which there is none.
func (c *Cache) Refund(id string) int {
	o, ok := c.orders[id]
	if !ok {
		return -o.Total
	}
	return o.Total
}

// Widen makes the notes longer than the array behind them.
func (o *Order) Widen(n int) {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&o.Notes))
	h.Len = n
}
