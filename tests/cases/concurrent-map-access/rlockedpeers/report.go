package rlockedpeers

import (
	"sync"
	"time"
)

type reporter struct {
	p    *Peers
	quit chan struct{}
	wg   sync.WaitGroup
	best string
}

func Start(p *Peers) *reporter {
	r := &reporter{p: p, quit: make(chan struct{})}
	r.wg.Add(1)
	go r.loop()
	return r
}

func (r *reporter) loop() {
	defer r.wg.Done()
	for {
		select {
		case <-r.quit:
			return
		case <-time.After(time.Millisecond):
			r.sum()
			r.top()
		}
	}
}

func (r *reporter) sum() (n int) {
	for _, v := range r.p.Ranks() { // want concurrent-map-access
		n += v
	}
	for _, v := range r.p.Snapshot() {
		n -= v
	}
	return n
}

func (r *reporter) top() {
	top := -1
	for a, n := range r.p.Walk {
		if n > top {
			r.best, top = a, n
		}
	}
}

func (r *reporter) Stop() string {
	close(r.quit)
	r.wg.Wait()
	return r.best
}
