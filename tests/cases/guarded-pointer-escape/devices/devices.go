// Devices behind an embedded lock: embedded structs, nested fields, method values and setters write what the lock guards.
// race: each marked function against Report, DATA RACE at the line; clean: the other methods with the same calls.
package devices

import (
	"sync"
	"time"
)

type status struct {
	online bool
	seen   time.Time
}

type device struct {
	status
	id      string
	battery struct{ level int }
	label   string
}

// setLabel is for whoever has the device alone or holds the hub's lock.
func (d *device) setLabel(s string) { d.label = s }

type guarded struct {
	sync.RWMutex
	devices map[string]*device
}

type Hub struct {
	guarded
	model string
}

func NewHub(model string) *Hub {
	return &Hub{guarded: guarded{devices: make(map[string]*device)}, model: model}
}

func (h *Hub) Register(id string) {
	d := &device{id: id}
	d.setLabel(h.model + "-" + id)
	h.Lock()
	defer h.Unlock()
	h.devices[id] = d
}

func (h *Hub) lookup(id string) (*device, bool) {
	h.RLock()
	defer h.RUnlock()
	d, ok := h.devices[id]
	return d, ok
}

// Heartbeat writes a promoted field.
func (h *Hub) Heartbeat(id string) bool {
	d, ok := h.lookup(id)
	if ok {
		d.online = true // want guarded-pointer-escape
	}
	return ok
}

// Battery writes a field of a field.
func (h *Hub) Battery(id string, level int) {
	if d, ok := h.lookup(id); ok {
		d.battery.level = level // want guarded-pointer-escape
	}
}

func (h *Hub) Seen(id string, at time.Time) {
	h.Lock()
	defer h.Unlock()
	if d, ok := h.devices[id]; ok {
		d.seen = at
		d.online = true
	}
}

// Quiet reads what Seen writes under the lock.
func (h *Hub) Quiet(id string, since time.Time) bool {
	d, ok := h.lookup(id)
	return ok &&
		d.seen.Before(since) // want guarded-pointer-escape
}

// Rename holds the lock around the setter.
func (h *Hub) Rename(id, label string) {
	h.Lock()
	defer h.Unlock()
	if d, ok := h.devices[id]; ok {
		set := d.setLabel
		set(label)
	}
}

// ID reads what never changes.
func (h *Hub) ID(id string) string {
	if d, ok := h.lookup(id); ok {
		return d.id
	}
	return ""
}

type Row struct {
	ID, Label string
	Online    bool
	Level     int
}

func (h *Hub) Report() []Row {
	h.RLock()
	defer h.RUnlock()
	rows := make([]Row, 0, len(h.devices))
	for id, d := range h.devices {
		rows = append(rows, Row{id, d.label, d.online, d.battery.level})
	}
	return rows
}
