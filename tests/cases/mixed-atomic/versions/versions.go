// Package versions numbers what it publishes: the number is set before the loop starts, and changed atomically ever after. clean: nobody else is there yet.
package versions

import (
	"sync/atomic"
	"time"
)

type Publisher struct {
	version uint64
	stop    chan struct{}
}

func Start(first uint64) *Publisher {
	p := &Publisher{stop: make(chan struct{})}
	p.version = first
	go p.loop()
	return p
}

func (p *Publisher) loop() {
	t := time.NewTicker(time.Minute)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			atomic.AddUint64(&p.version, 1)
		case <-p.stop:
			return
		}
	}
}

func (p *Publisher) Version() uint64 { return atomic.LoadUint64(&p.version) }

func (p *Publisher) Stop() { close(p.stop) }
