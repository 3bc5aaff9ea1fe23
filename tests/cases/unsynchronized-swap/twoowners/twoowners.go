// One little object in two others, of which one is a goroutine's and the other one is returned.
// race: NewPager; clean: NewQuiet.
package twoowners

import (
	"net/http"
	"sync"
	"time"
)

type page struct{ body []byte }

type slot struct{ now *page }

func (s *slot) put(p *page) {
	s.now = p // want unsynchronized-swap
}

func (s *slot) get() *page { return s.now }

type reloader struct {
	to   *slot
	read func() *page
}

func (r *reloader) run() {
	for {
		r.to.put(r.read())
		if r.to.get() == nil {
			return
		}
		time.Sleep(time.Second)
	}
}

type Pager struct{ from *slot }

func NewPager(read func() *page) *Pager {
	s := &slot{now: read()}
	r := &reloader{to: s, read: read}
	go r.run()
	return &Pager{from: s}
}

func (p *Pager) ServeHTTP(w http.ResponseWriter, _ *http.Request) { w.Write(p.from.get().body) }

type quiet struct {
	mu  sync.Mutex
	now *page
}

func (q *quiet) put(p *page) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.now = p
}

func (q *quiet) get() *page {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.now
}

type feeder struct {
	to   *quiet
	read func() *page
}

func (f *feeder) run() {
	for p := f.read(); p != nil; p = f.read() {
		f.to.put(p)
	}
}

type Quiet struct{ from *quiet }

func NewQuiet(read func() *page) *Quiet {
	s := &quiet{now: read()}
	f := &feeder{to: s, read: read}
	go f.run()
	return &Quiet{from: s}
}

func (q *Quiet) ServeHTTP(w http.ResponseWriter, _ *http.Request) { w.Write(q.from.get().body) }
