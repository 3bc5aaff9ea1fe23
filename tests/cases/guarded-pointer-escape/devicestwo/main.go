// Devices in a guarded map: Beat writes after the unlock while Status reads under it; name and id are never written.
// race: go run -race, DATA RACE in beat against status; clean: rename, remove, info.
package main

import (
	"fmt"
	"sync"
	"time"
)

type device struct {
	id    int
	name  string
	beats int
	last  time.Time
}

type fleet struct {
	mu      sync.RWMutex
	devices map[int]*device
}

func (f *fleet) find(id int) (*device, error) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	d, ok := f.devices[id]
	if !ok {
		return nil, fmt.Errorf("no device %d", id)
	}
	return d, nil
}

func (f *fleet) beat(id int) error {
	d, err := f.find(id)
	if err != nil {
		return err
	}
	d.beats++ // want guarded-pointer-escape
	return nil
}

func (f *fleet) seen(id int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if d := f.devices[id]; d != nil {
		d.last = time.Now()
	}
}

func (f *fleet) status() (total int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, d := range f.devices {
		total += d.beats
	}
	return total
}

func (f *fleet) info(id int) string {
	d, err := f.find(id)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprint(d.id, d.name)
}

func (f *fleet) register(id int, name string) {
	d := &device{id: id, name: name}
	d.beats = 1
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, taken := f.devices[id]; !taken {
		f.devices[id] = d
	}
}

func (f *fleet) remove(id int) string {
	f.mu.Lock()
	d, ok := f.devices[id]
	delete(f.devices, id)
	f.mu.Unlock()
	if !ok {
		return ""
	}
	return fmt.Sprint(d.name, d.id)
}

func main() {
	f := &fleet{devices: make(map[int]*device)}
	f.register(1, "lamp")
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for range 20000 {
				_ = f.beat(1)
				f.seen(1)
				_ = f.status()
				_ = f.info(1)
			}
			f.register(i+10, "x")
			f.remove(i + 10)
		})
	}
	wg.Wait()
	fmt.Println(f.status() > 0)
}
