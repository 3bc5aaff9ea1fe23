// A callback that is run under the lock for each entry: what it does itself is guarded, the goroutines that it starts are not.
// race: PingAll beside MarkUp, DATA RACE at the write; clean: MarkUp, Ups, PingLocked.
package eachgo

import "sync"

type Peer struct {
	Addr string
	Up   bool
}

type Peers struct {
	mu sync.Mutex
	m  map[string]*Peer
}

func New() *Peers { return &Peers{m: map[string]*Peer{}} }

func (p *Peers) Add(addr string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.m[addr] = &Peer{Addr: addr}
}

func (p *Peers) each(f func(*Peer)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, x := range p.m {
		f(x)
	}
}

func (p *Peers) MarkUp() {
	p.each(func(x *Peer) { x.Up = true })
}

func (p *Peers) Ups() (up []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, x := range p.m {
		if x.Up {
			up = append(up, x.Addr)
		}
	}
	return up
}

func (p *Peers) PingAll(ping func(string) bool) {
	var wg sync.WaitGroup
	p.each(func(x *Peer) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			x.Up = ping(x.Addr) // want guarded-pointer-escape
		}()
	})
	wg.Wait()
}

func (p *Peers) PingLocked(ping func(string) bool) {
	var wg sync.WaitGroup
	p.each(func(x *Peer) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			up := ping(x.Addr)
			p.mu.Lock()
			x.Up = up
			p.mu.Unlock()
		}()
	})
	wg.Wait()
}
