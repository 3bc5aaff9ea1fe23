// A helper that wants the lock, and a goroutine that calls it without: the name does not help.
// race: reap beside Open, DATA RACE at the delete; clean: Close, and the constructor, which has the object for itself.
package forgottenlock

import (
	"sync"
	"time"
)

type Tunnels struct {
	sync.Mutex
	open map[string]time.Time
	idle map[string]time.Time
}

func New() *Tunnels {
	t := &Tunnels{}
	t.resetLocked()
	time.AfterFunc(time.Minute, t.reap)
	return t
}

func (t *Tunnels) resetLocked() {
	t.open = map[string]time.Time{}
	t.idle = map[string]time.Time{}
	t.idle["none"] = time.Now()
}

func (t *Tunnels) Open(id string) {
	t.Lock()
	defer t.Unlock()
	t.open[id] = time.Now()
}

func (t *Tunnels) closeLocked(id string) {
	delete(t.open, id) // want concurrent-map-access
}

func (t *Tunnels) restLocked(id string) { t.idle[id] = time.Now() }

func (t *Tunnels) Close(id string) {
	t.Lock()
	t.closeLocked(id)
	t.restLocked(id)
	t.Unlock()
}

func (t *Tunnels) old() (ids []string) {
	t.Lock()
	defer t.Unlock()
	for id, at := range t.open {
		if time.Since(at) > time.Hour {
			ids = append(ids, id)
		}
	}
	return ids
}

// reap collects under the lock, and closes without it.
func (t *Tunnels) reap() {
	for _, id := range t.old() {
		t.closeLocked(id)
	}
	t.Lock()
	t.restLocked("reaper")
	t.Unlock()
	time.AfterFunc(time.Minute, t.reap)
}
