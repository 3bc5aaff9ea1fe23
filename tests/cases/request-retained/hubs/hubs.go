// Package hubs sends what handlers have to goroutines that own the tables.
// ends while stored: Rooms, Uploads; clean: Detached, Waiting, Leaving, Watching, Once.
package hubs

import (
	"context"
	"net/http"
	"time"
)

type member struct {
	name string
	ctx  context.Context
}

// Rooms keeps members whose requests have ended.
type Rooms struct {
	in   chan member
	out  chan string
	stop chan struct{}
	tell func(context.Context, string)
}

func NewRooms(tell func(context.Context, string)) *Rooms {
	r := &Rooms{make(chan member), make(chan string), make(chan struct{}), tell}
	go r.run()
	return r
}

func (r *Rooms) run() {
	all := map[string]member{}
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case m := <-r.in:
			all[m.name] = m // want request-retained
		case name := <-r.out:
			delete(all, name)
		case <-tick.C:
			for name, m := range all {
				r.tell(m.ctx, name)
			}
		case <-r.stop:
			return
		}
	}
}

func (r *Rooms) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r.in <- member{req.FormValue("name"), req.Context()}
	w.WriteHeader(http.StatusNoContent)
}

func (r *Rooms) Leave(name string) { r.out <- name }

// Uploads has a loop that nothing ends, and a field for its table.
type Uploads struct {
	in  chan *http.Request
	all map[string]*http.Request
}

func NewUploads() *Uploads {
	u := &Uploads{make(chan *http.Request, 10), map[string]*http.Request{}}
	go u.run()
	return u
}

func (u *Uploads) run() {
	for {
		r := <-u.in
		u.all[r.RemoteAddr] = r // want request-retained
		if len(u.all) > 100 {
			u.all = map[string]*http.Request{}
		}
	}
}

func (u *Uploads) queue(r *http.Request) { u.in <- r }

func (u *Uploads) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	u.queue(r)
	w.WriteHeader(http.StatusAccepted)
}

type detached struct {
	name string
	ctx  context.Context
}

// Detached gives the hub a context that does not end.
type Detached struct{ in chan detached }

func NewDetached() *Detached {
	d := &Detached{make(chan detached)}
	go func() {
		d.run()
	}()
	return d
}

func (d *Detached) run() {
	all := map[string]detached{}
	for {
		x := <-d.in
		all[x.name] = x
	}
}

func (d *Detached) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.in <- detached{r.FormValue("name"), context.WithoutCancel(r.Context())}
}

type job struct {
	id   string
	ctx  context.Context
	done chan struct{}
}

// Waiting has handlers that wait until the table has forgotten them.
type Waiting struct {
	in  chan job
	end chan string
}

func NewWaiting() *Waiting {
	w := &Waiting{make(chan job), make(chan string)}
	go w.run()
	return w
}

func (w *Waiting) run() {
	all := map[string]job{}
	for {
		select {
		case j := <-w.in:
			all[j.id] = j
		case id := <-w.end:
			if j, ok := all[id]; ok {
				delete(all, id)
				close(j.done)
			}
		}
	}
}

func (w *Waiting) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	j := job{r.FormValue("id"), r.Context(), make(chan struct{})}
	w.in <- j
	<-j.done
}

type visitor struct {
	name string
	ctx  context.Context
}

// Leaving has handlers that take themselves out.
type Leaving struct {
	in  chan visitor
	out chan string
	run func(context.Context)
}

func NewLeaving(run func(context.Context)) *Leaving {
	l := &Leaving{make(chan visitor), make(chan string), run}
	go l.loop()
	return l
}

func (l *Leaving) loop() {
	all := map[string]visitor{}
	for {
		select {
		case v := <-l.in:
			all[v.name] = v
		case name := <-l.out:
			delete(all, name)
		}
	}
}

func (l *Leaving) leave(name string) { l.out <- name }

func (l *Leaving) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	l.in <- visitor{name, r.Context()}
	defer l.leave(name)
	time.Sleep(time.Second)
}

type watcher struct {
	name string
	ctx  context.Context
}

// Watching asks the contexts whether they have ended.
type Watching struct{ in chan watcher }

func NewWatching() *Watching {
	w := &Watching{make(chan watcher)}
	go w.run()
	return w
}

func (w *Watching) run() {
	all := map[string]watcher{}
	for x := range w.in {
		for name, other := range all {
			if other.ctx.Err() != nil {
				delete(all, name)
			}
		}
		all[x.name] = x
	}
}

func (w *Watching) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.in <- watcher{r.FormValue("name"), r.Context()}
}

type turn struct {
	name string
	ctx  context.Context
}

// Once takes each one out again before it takes the next.
type Once struct {
	in  chan turn
	run func(context.Context)
}

func NewOnce(run func(context.Context)) *Once {
	o := &Once{make(chan turn), run}
	go o.loop()
	return o
}

func (o *Once) loop() {
	all := map[string]turn{}
	for {
		t := <-o.in
		all[t.name] = t
		o.run(t.ctx)
		delete(all, t.name)
	}
}

func (o *Once) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.in <- turn{r.FormValue("name"), r.Context()}
}
