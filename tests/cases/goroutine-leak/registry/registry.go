// Package registry has one exporter for each address, with a goroutine, for as long as the program runs; and one that is taken out again.
// leak: Dial, clean: Connect.
package registry

import (
	"sync"
	"time"
)

type Exporter struct{ address string }

func (e *Exporter) flush() { println(e.address) }

func (e *Exporter) run() {
	for range time.Tick(time.Second) {
		e.flush()
	}
}

var (
	mu               sync.Mutex
	exporters, dials = map[string]*Exporter{}, map[string]*Exporter{}
)

// Connect starts one goroutine for each address, whose exporter is there for good.
func Connect(address string) *Exporter {
	mu.Lock()
	defer mu.Unlock()
	if e, found := exporters[address]; found {
		return e
	}
	e := &Exporter{address}
	exporters[address] = e
	go e.run()
	return e
}

// Dial starts another one once the last has been closed, which ends nothing.
func Dial(address string) *Exporter {
	mu.Lock()
	defer mu.Unlock()
	if e, found := dials[address]; found {
		return e
	}
	e := &Exporter{address}
	dials[address] = e
	go e.run() // want goroutine-leak
	return e
}

func Close(address string) {
	mu.Lock()
	defer mu.Unlock()
	delete(dials, address)
}
