// A store behind an interface is replaced by a failover goroutine while a dispatcher's workers use it.
// race: failover against the workers, DATA RACE at the store; clean: the metrics sink, stored before the workers start.
package interfaces

import (
	"sync"
	"time"
)

type store interface{ Put(string) error }

type primary struct{ n int }

func (p primary) Put(string) error { return nil }

type standby struct{ name string }

func (s *standby) Put(string) error { return nil }

type sink interface{ Count(string) }

type nop struct{}

func (nop) Count(string) {}

type Dispatcher struct {
	store store
	sink  sink
	queue chan string
	quit  chan struct{}
	wg    sync.WaitGroup
}

func Start(workers int) *Dispatcher {
	d := &Dispatcher{store: primary{1}, queue: make(chan string, 8), quit: make(chan struct{})}
	d.sink = nop{}
	for range workers {
		d.wg.Add(1)
		go d.work()
	}
	d.wg.Add(1)
	go d.health()
	return d
}

func (d *Dispatcher) work() {
	defer d.wg.Done()
	for {
		select {
		case <-d.quit:
			return
		case s := <-d.queue:
			if d.store.Put(s) == nil {
				d.sink.Count(s)
			}
		}
	}
}

func (d *Dispatcher) health() {
	defer d.wg.Done()
	t := time.NewTicker(time.Millisecond)
	defer t.Stop()
	for {
		select {
		case <-d.quit:
			return
		case <-t.C:
			d.store = &standby{"standby"} // want unsynchronized-swap
		}
	}
}

func (d *Dispatcher) Send(s string) { d.queue <- s }

func (d *Dispatcher) Close() {
	close(d.quit)
	d.wg.Wait()
	d.store = nil
}
