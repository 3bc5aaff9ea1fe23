// Rooms whose slices and maps inside are touched after the lock: an element written, a handed-on pointer, a pointer kept in a closure.
// race: DATA RACE at each; clean: the same under Do, the fresh room before it is put in.
package elementwrites

import (
	"sync"
	"time"
)

type room struct {
	seats [8]string
	topic string
	count int
	made  time.Time
}

type Rooms struct {
	mu sync.Mutex
	m  map[string]*room
}

func New() *Rooms { return &Rooms{m: map[string]*room{}} }

func (r *Rooms) Open(name string) {
	n := &room{made: time.Now()}
	n.seats[0] = "host"
	n.topic = "new"
	r.mu.Lock()
	r.m[name] = n
	r.mu.Unlock()
}

func (r *Rooms) get(name string) *room {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.m[name]
}

func (r *Rooms) Do(name string, f func(*room)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if rm, ok := r.m[name]; ok {
		f(rm)
	}
}

func (r *Rooms) Sit(name, who string, i int) bool {
	rm := r.get(name)
	if rm == nil {
		return false
	}
	rm.seats[i%8] = who // want guarded-pointer-escape
	return true
}

func (r *Rooms) Topic(name, topic string) {
	r.Do(name, func(rm *room) {
		rm.topic = topic
		rm.seats[1] = topic
	})
}

func rename(rm *room, topic string) {
	rm.topic = topic // want guarded-pointer-escape
}

func (r *Rooms) Rename(name, topic string) {
	if rm := r.get(name); rm != nil {
		rename(rm, topic)
	}
}

func (r *Rooms) Counter(name string) func() {
	rm := r.get(name)
	if rm == nil {
		return func() {}
	}
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		rm.count++
	}
}

func (r *Rooms) Age(name string, now time.Time) time.Duration {
	rm := r.get(name)
	if rm == nil {
		return 0
	}
	return now.Sub(rm.made)
}

func Run(names []string) {
	r := New()
	var wg sync.WaitGroup
	for i, n := range names {
		r.Open(n)
		wg.Add(1)
		go func() {
			defer wg.Done()
			r.Topic("a", n)
			r.Sit("a", n, i)
			r.Rename("a", n)
			r.Counter("a")()
			r.Age("a", time.Now())
		}()
	}
	wg.Wait()
}
