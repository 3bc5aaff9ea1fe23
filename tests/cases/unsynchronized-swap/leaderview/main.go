// A leader pointer written by an election goroutine beside an atomic term, and read after the term is loaded; a view map behind a flag that is reset.
// race: DATA RACE at leader; clean: the view stored once before its flag, the leader behind a mutex.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

type peer struct{ addr string }

type cluster struct {
	term   atomic.Int64
	leader *peer

	mu    sync.Mutex
	safe  *peer
	ready atomic.Bool
	view  map[string]*peer
}

func (c *cluster) elect(p *peer) {
	c.leader = p // want unsynchronized-swap
	c.term.Add(1)
	c.mu.Lock()
	c.safe = p
	c.mu.Unlock()
}

func (c *cluster) leaderAt() string {
	if c.term.Load() == 0 {
		return "none"
	}
	return c.leader.addr
}

func (c *cluster) safeLeader() *peer {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.safe
}

func (c *cluster) publish(ps ...*peer) {
	v := map[string]*peer{}
	for _, p := range ps {
		v[p.addr] = p
	}
	c.view = v
	c.ready.Store(true)
}

func (c *cluster) size() int {
	if !c.ready.Load() {
		return 0
	}
	return len(c.view)
}

func main() {
	c := &cluster{}
	peers := []*peer{{"a"}, {"b"}, {"c"}}
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		c.publish(peers...)
	}()
	go func() {
		defer wg.Done()
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
				c.elect(peers[i%len(peers)])
				time.Sleep(time.Millisecond)
			}
		}
	}()
	for range 50 {
		fmt.Println(c.leaderAt(), c.size(), c.safeLeader() != nil)
		time.Sleep(time.Millisecond)
	}
	close(stop)
	wg.Wait()
}
