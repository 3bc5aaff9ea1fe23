// One mutex under several names: its RLocker, a sync.Locker, the L of a sync.Cond.
// race: Tags.Intern; clean: the others.
package lockers

import "sync"

type Tags struct {
	mu     sync.RWMutex
	shared sync.Locker
	ids    map[string]int
}

func NewTags() *Tags {
	t := &Tags{ids: map[string]int{}}
	t.shared = t.mu.RLocker()
	return t
}

func (t *Tags) ID(name string) int {
	t.shared.Lock()
	defer t.shared.Unlock()
	return t.ids[name]
}

func (t *Tags) Set(name string, id int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ids[name] = id
}

func (t *Tags) Drop(name string) {
	var l sync.Locker = &t.mu
	l.Lock()
	defer l.Unlock()
	delete(t.ids, name)
}

// A read lock, whatever it is called.
func (t *Tags) Intern(name string) int {
	t.shared.Lock()
	defer t.shared.Unlock()
	id, ok := t.ids[name]
	if !ok {
		id = len(t.ids)
		t.ids[name] = id // want concurrent-map-access
	}
	return id
}

type Waiting struct {
	mu    sync.Mutex
	more  *sync.Cond
	tasks map[int]string
}

func NewWaiting() *Waiting {
	w := &Waiting{tasks: map[int]string{}}
	w.more = sync.NewCond(&w.mu)
	return w
}

func (w *Waiting) Put(n int, task string) {
	w.mu.Lock()
	w.tasks[n] = task
	w.mu.Unlock()
	w.more.Signal()
}

func (w *Waiting) Take() string {
	w.more.L.Lock()
	defer w.more.L.Unlock()
	for {
		for n, task := range w.tasks {
			delete(w.tasks, n)
			return task
		}
		w.more.Wait()
	}
}
