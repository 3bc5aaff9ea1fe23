// What the goroutine of an object does in rounds its Stop does once more, when that is over; and rounds that a flag keeps apart.
// race: Cache.Flush beside loop, DATA RACE at the time, and Hasty.Loop, whose new context comes while the last round reads its own; clean: Table.Stop, and
// Keeper.Loop, which waits before it lowers the flag.
package finalround

import (
	"context"
	"sync"
	"time"
)

type Table struct {
	saved time.Time
	done  chan struct{}
	wg    sync.WaitGroup
}

func NewTable() *Table {
	t := &Table{done: make(chan struct{})}
	t.wg.Add(1)
	go t.loop()
	return t
}

func (t *Table) loop() {
	defer t.wg.Done()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			t.save()
		case <-t.done:
			return
		}
	}
}

func (t *Table) save() {
	if time.Since(t.saved) > time.Minute {
		t.saved = time.Now()
	}
}

func (t *Table) Stop() {
	close(t.done)
	t.wg.Wait()
	t.save()
}

type Cache struct {
	saved time.Time
	done  chan struct{}
	wg    sync.WaitGroup
}

func NewCache() *Cache {
	c := &Cache{done: make(chan struct{})}
	c.wg.Add(1)
	go c.loop()
	return c
}

func (c *Cache) loop() {
	defer c.wg.Done()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			c.save()
		case <-c.done:
			return
		}
	}
}

func (c *Cache) save() {
	if time.Since(c.saved) > time.Minute {
		c.saved = time.Now() // want unsynchronized-swap
	}
}

// Flush does not wait.
func (c *Cache) Flush() { c.save() }

func (c *Cache) Stop() {
	close(c.done)
	c.wg.Wait()
	c.save()
}

type Keeper struct{ running bool }

func (k *Keeper) work(ctx context.Context) { <-ctx.Done() }

// Loop works while it leads.
func (k *Keeper) Loop(ctx context.Context, leads <-chan bool) {
	var round context.Context
	var cancel context.CancelFunc
	var wg sync.WaitGroup
	for {
		select {
		case <-ctx.Done():
			if cancel != nil {
				cancel()
			}
			wg.Wait()
			return
		case yes := <-leads:
			if yes && !k.running {
				round, cancel = context.WithCancel(ctx)
				wg.Add(1)
				go func() {
					defer wg.Done()
					k.work(round)
				}()
				k.running = true
			} else if !yes && k.running {
				cancel()
				wg.Wait()
				k.running = false
			}
		}
	}
}

type Hasty struct{ running bool }

func (h *Hasty) work(ctx context.Context) { <-ctx.Done() }

// Loop does not wait for the last round when another one begins.
func (h *Hasty) Loop(ctx context.Context, leads <-chan bool) {
	var round context.Context
	var cancel context.CancelFunc
	var wg sync.WaitGroup
	for {
		select {
		case <-ctx.Done():
			if cancel != nil {
				cancel()
			}
			wg.Wait()
			return
		case yes := <-leads:
			if yes && !h.running {
				round, cancel = context.WithCancel(ctx) // want unsynchronized-swap
				wg.Add(1)
				go func() {
					defer wg.Done()
					h.work(round)
				}()
				h.running = true
			} else if !yes && h.running {
				cancel()
				h.running = false
			}
		}
	}
}
