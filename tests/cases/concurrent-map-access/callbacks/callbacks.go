// Event handlers that a bus calls in goroutines, timers, and a callback under the lock: each counts in a map.
// race: two Publish, fatal error at the marked lines; clean: counted, which the bus calls with the lock held.
package callbacks

import (
	"sync"
	"time"
)

type Bus struct {
	mu       sync.Mutex
	handlers map[string][]func(string)
	sync     []func(string)
}

func NewBus() *Bus { return &Bus{handlers: map[string][]func(string){}} }

func (b *Bus) On(topic string, h func(string)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.handlers[topic] = append(b.handlers[topic], h)
}

func (b *Bus) OnLocked(h func(string)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sync = append(b.sync, h)
}

func (b *Bus) Publish(topic, msg string) {
	b.mu.Lock()
	for _, h := range b.sync {
		h(msg)
	}
	handlers := b.handlers[topic]
	b.mu.Unlock()
	for _, h := range handlers {
		go h(msg)
	}
}

func Counter(b *Bus) {
	async, locked := map[string]int{}, map[string]int{}
	b.On("x", func(m string) {
		async[m]++ // want concurrent-map-access
	})
	b.OnLocked(func(m string) { locked[m]++ })
}

type Debouncer struct {
	timers  map[string]*time.Timer
	fired   map[string]int
	firedMu sync.Mutex
}

func NewDebouncer() *Debouncer {
	return &Debouncer{timers: map[string]*time.Timer{}, fired: map[string]int{}}
}

// Call is used by one goroutine; the timers' functions run in others.
func (d *Debouncer) Call(key string, f func()) {
	if t, ok := d.timers[key]; ok {
		t.Stop()
	}
	d.timers[key] = time.AfterFunc(time.Millisecond, func() { // want concurrent-map-access
		d.firedMu.Lock()
		d.fired[key]++
		d.firedMu.Unlock()
		delete(d.timers, key) // want concurrent-map-access
		f()
	})
}
