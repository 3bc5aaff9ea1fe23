// Package dispatcher has one goroutine that changes the best block, under the lock with which others read it: itself it reads without.
// race: Careless, clean: Notifier.
package dispatcher

import "sync"

type block struct {
	height int
	hash   string
}

type Notifier struct {
	start  sync.Once
	mu     sync.Mutex
	best   block
	blocks chan block
	asked  chan chan block
}

func New() *Notifier { return &Notifier{blocks: make(chan block), asked: make(chan chan block)} }

func (n *Notifier) Start() { n.start.Do(func() { go n.dispatch() }) }

func (n *Notifier) dispatch() {
	for {
		select {
		case b, ok := <-n.blocks:
			if !ok {
				return
			}
			n.connect(b)
		case answer := <-n.asked:
			answer <- n.best
		}
	}
}

func (n *Notifier) connect(b block) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if b.height == n.best.height+1 {
		n.best = b
	}
}

func (n *Notifier) Height() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.best.height
}

func (n *Notifier) Hash() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.best.hash
}

func (n *Notifier) Best() block {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.best
}

type Careless struct {
	start  sync.Once
	mu     sync.Mutex
	best   block
	blocks chan block
}

func NewCareless() *Careless { return &Careless{blocks: make(chan block)} }

func (n *Careless) Start() { n.start.Do(func() { go n.dispatch() }) }

func (n *Careless) dispatch() {
	for b := range n.blocks {
		n.connect(b)
	}
}

func (n *Careless) connect(b block) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if b.height == n.best.height+1 {
		n.best = b
	}
}

func (n *Careless) Height() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.best.height
}

func (n *Careless) Hash() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.best.hash
}

func (n *Careless) Best() block {
	return n.best // want unsynchronized-swap
}
