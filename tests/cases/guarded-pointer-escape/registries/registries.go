// Registries whose lookups hand pointers out of the lock: methods, handlers, generics, slices, nested structs, two packages' worth of shapes.
// race: two calls of each marked function, or it against a locked one, DATA RACE at the line; clean: the others with the same calls.
package registries

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// ---- users: a lookup helper, and handlers that write through it ----

type user struct {
	name  string
	email string
	seen  time.Time
	hits  atomic.Int64
}

type Users struct {
	mu   sync.RWMutex
	byID map[string]*user
}

func NewUsers() *Users { return &Users{byID: map[string]*user{}} }

func (u *Users) find(id string) *user {
	u.mu.RLock()
	defer u.mu.RUnlock()
	return u.byID[id]
}

func (u *Users) Add(id, name string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.byID[id] = &user{name: name}
}

func (u *Users) SetEmail(w http.ResponseWriter, r *http.Request) {
	p := u.find(r.FormValue("id"))
	if p == nil {
		http.NotFound(w, r)
		return
	}
	p.email = r.FormValue("email") // want guarded-pointer-escape
}

func (u *Users) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p := u.find(r.FormValue("id"))
	if p == nil {
		http.NotFound(w, r)
		return
	}
	p.hits.Add(1)
	fmt.Fprintln(w, p.name)
}

func (u *Users) Touch(id string, now time.Time) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if p, ok := u.byID[id]; ok {
		p.seen = now
	}
}

func (u *Users) LastSeen(id string) time.Time {
	if p := u.find(id); p != nil {
		return p.seen // want guarded-pointer-escape
	}
	return time.Time{}
}

// ---- accounts: copies leave the lock ----

type account struct {
	owner   string
	balance int
}

type Accounts struct {
	mu   sync.Mutex
	byID map[string]*account
}

func NewAccounts() *Accounts { return &Accounts{byID: map[string]*account{}} }

func (a *Accounts) get(id string) (account, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	p, ok := a.byID[id]
	if !ok {
		return account{}, false
	}
	return *p, true
}

func (a *Accounts) Deposit(id string, n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	p, ok := a.byID[id]
	if !ok {
		p = &account{owner: id}
		a.byID[id] = p
	}
	p.balance += n
}

func (a *Accounts) Show(w http.ResponseWriter, r *http.Request) {
	c, ok := a.get(r.FormValue("id"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	c.balance = max(c.balance, 0)
	fmt.Fprintln(w, c.owner, c.balance)
}

// ---- peers: a list of pointers, and a goroutine that pings them ----

type peer struct {
	addr  string
	alive bool
	fails int
}

type Cluster struct {
	sync.RWMutex
	peers map[string]*peer
	stop  chan struct{}
}

func NewCluster(addrs []string, every time.Duration, ping func(string) bool) *Cluster {
	c := &Cluster{peers: map[string]*peer{}, stop: make(chan struct{})}
	for _, a := range addrs {
		c.peers[a] = &peer{addr: a, alive: true}
	}
	go c.monitor(every, ping)
	return c
}

func (c *Cluster) monitor(every time.Duration, ping func(string) bool) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-c.stop:
			return
		case <-t.C:
		}
		c.RLock()
		all := make([]*peer, 0, len(c.peers))
		for _, p := range c.peers {
			all = append(all, p)
		}
		c.RUnlock()
		for _, p := range all {
			ok := ping(p.addr)
			p.alive = ok // want guarded-pointer-escape
		}
	}
}

func (c *Cluster) Alive() (n int) {
	c.RLock()
	defer c.RUnlock()
	for _, p := range c.peers {
		if p.alive {
			n++
		}
	}
	return n
}

func (c *Cluster) Close() { close(c.stop) }

// Fleet writes back under the lock.
type Fleet struct {
	sync.RWMutex
	peers map[string]*node
	stop  chan struct{}
}

type node struct {
	addr  string
	alive bool
}

func NewFleet(addrs []string, every time.Duration, ping func(string) bool) *Fleet {
	c := &Fleet{peers: map[string]*node{}, stop: make(chan struct{})}
	for _, a := range addrs {
		c.peers[a] = &node{addr: a, alive: true}
	}
	go c.monitor(every, ping)
	return c
}

func (c *Fleet) monitor(every time.Duration, ping func(string) bool) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-c.stop:
			return
		case <-t.C:
		}
		c.RLock()
		all := make([]*node, 0, len(c.peers))
		for _, p := range c.peers {
			all = append(all, p)
		}
		c.RUnlock()
		for _, p := range all {
			ok := ping(p.addr)
			c.Lock()
			p.alive = ok
			c.Unlock()
		}
	}
}

func (c *Fleet) Alive() (n int) {
	c.RLock()
	defer c.RUnlock()
	for _, p := range c.peers {
		if p.alive {
			n++
		}
	}
	return n
}

func (c *Fleet) Close() { close(c.stop) }

// ---- generic ----

type Table[K comparable, V any] struct {
	mu sync.Mutex
	m  map[K]*V
}

func NewTable[K comparable, V any]() *Table[K, V] { return &Table[K, V]{m: map[K]*V{}} }

func (t *Table[K, V]) GetOrNew(k K) *V {
	t.mu.Lock()
	defer t.mu.Unlock()
	p, ok := t.m[k]
	if !ok {
		p = new(V)
		t.m[k] = p
	}
	return p
}

func (t *Table[K, V]) With(k K, f func(*V)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if p, ok := t.m[k]; ok {
		f(p)
	}
}

type meter struct{ bytes, packets int }

type gauge struct{ level int }

type Meters struct {
	meters *Table[string, meter]
	gauges *Table[string, gauge]
}

func NewMeters() *Meters {
	return &Meters{NewTable[string, meter](), NewTable[string, gauge]()}
}

func (m *Meters) Count(w http.ResponseWriter, r *http.Request) {
	p := m.meters.GetOrNew(r.RemoteAddr)
	p.bytes += int(r.ContentLength) // want guarded-pointer-escape
}

func (m *Meters) Level(w http.ResponseWriter, r *http.Request) {
	m.gauges.GetOrNew(r.RemoteAddr)
	m.gauges.With(r.RemoteAddr, func(g *gauge) { g.level++ })
}

// ---- the pointee's own lock ----

type room struct {
	mu    sync.Mutex
	topic string
	count int
}

type Rooms struct {
	mu    sync.Mutex
	rooms map[string]*room
}

func NewRooms() *Rooms { return &Rooms{rooms: map[string]*room{}} }

func (r *Rooms) get(name string) *room {
	r.mu.Lock()
	defer r.mu.Unlock()
	p, ok := r.rooms[name]
	if !ok {
		p = &room{topic: "new"}
		r.rooms[name] = p
	}
	return p
}

func (r *Rooms) Join(w http.ResponseWriter, req *http.Request) {
	p := r.get(req.FormValue("room"))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.count++
}

func (r *Rooms) SetTopic(w http.ResponseWriter, req *http.Request) {
	p := r.get(req.FormValue("room"))
	p.topic = req.FormValue("topic") // want guarded-pointer-escape
}

func (r *Rooms) Topic(w http.ResponseWriter, req *http.Request) {
	p := r.get(req.FormValue("room"))
	p.mu.Lock()
	defer p.mu.Unlock()
	fmt.Fprintln(w, p.topic, p.count)
}
