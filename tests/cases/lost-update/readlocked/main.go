// Read under the read lock, written under the write lock: others write in between. One write lock around both is whole.
// lost: parallel calls of Vote leave fewer votes than there were; clean: Count has all.
package main

import (
	"fmt"
	"sync"
)

type Poll struct {
	mu    sync.RWMutex
	votes map[string]int
}

func (p *Poll) Vote(name string) {
	p.mu.RLock()
	n := p.votes[name]
	p.mu.RUnlock()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.votes[name] = n + 1 // want lost-update
}

func (p *Poll) Count(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := p.votes[name]
	p.votes[name] = n + 1
}

func main() {
	p := &Poll{votes: map[string]int{}}
	var wg sync.WaitGroup
	for range 8 {
		wg.Add(1)
		go func() { defer wg.Done(); p.Vote("a"); p.Count("b") }()
	}
	wg.Wait()
	fmt.Println(p.votes["a"] > 0, p.votes["b"])
}
