// Deliveries that were blocked wait in batches; a loop takes all batches out under the lock and reads them without it, for they are
// its own then. The other loop leaves the batches where they are, and reads them without the lock too.
// race: Audit.peek against Audit.Add, fatal error at the range; clean: Outbox, Drafts.
package blocked

import (
	"sync"
	"time"
)

type batch map[string]int

type Outbox struct {
	mu      sync.Mutex
	blocked []batch
	sent    int
}

func NewOutbox() *Outbox {
	o := &Outbox{}
	go o.loop()
	return o
}

func (o *Outbox) Add(to string, n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, b := range o.blocked {
		if _, ok := b[to]; ok {
			b[to] += n
			return
		}
	}
	o.blocked = append(o.blocked, batch{to: n})
}

func (o *Outbox) Drop(to string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, b := range o.blocked {
		delete(b, to)
	}
}

func (o *Outbox) loop() {
	for range time.Tick(time.Millisecond) {
		o.retry()
	}
}

func (o *Outbox) retry() {
	o.mu.Lock()
	blocked := o.blocked
	o.blocked = nil
	o.mu.Unlock()
	again := batch{}
	for _, b := range blocked {
		for to, n := range b {
			if n > 9 {
				again[to] = n
				continue
			}
			delete(b, to)
		}
	}
	o.mu.Lock()
	o.blocked = append(o.blocked, again)
	o.mu.Unlock()
}

// Drafts gives itself a new slice instead.
type Drafts struct {
	mu    sync.Mutex
	parts []map[int]string
}

func NewDrafts() *Drafts {
	d := &Drafts{}
	go func() {
		for range time.Tick(time.Millisecond) {
			d.flush()
		}
	}()
	return d
}

func (d *Drafts) Put(n int, text string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.parts) == 0 {
		d.parts = append(d.parts, map[int]string{})
	}
	d.parts[len(d.parts)-1][n] = text
}

func (d *Drafts) flush() int {
	d.mu.Lock()
	parts := d.parts
	d.parts = make([]map[int]string, 0, 4)
	d.mu.Unlock()
	all := 0
	for _, p := range parts {
		for n := range p {
			all += n
		}
	}
	return all
}

type Audit struct {
	mu      sync.Mutex
	batches []batch
}

func NewAudit() *Audit {
	a := &Audit{}
	go a.loop()
	return a
}

func (a *Audit) Add(to string, n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.batches) == 0 {
		a.batches = append(a.batches, batch{})
	}
	a.batches[0][to] += n
}

func (a *Audit) Drop(to string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, b := range a.batches {
		delete(b, to)
	}
}

func (a *Audit) loop() {
	for range time.Tick(time.Millisecond) {
		a.peek()
	}
}

func (a *Audit) peek() int {
	a.mu.Lock()
	batches := a.batches
	a.mu.Unlock()
	all := 0
	for _, b := range batches {
		for _, n := range b { // want concurrent-map-access
			all += n
		}
	}
	return all
}
