package registry

import (
	"fmt"
	"sync"
)

type Names struct {
	mu  sync.Mutex
	all map[string]int
}

func New() *Names { return &Names{all: map[string]int{}} }

func (n *Names) Add(name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.all[name]++
}

func (n *Names) Drop(name string) {
	delete(n.all, name) // want concurrent-map-access
}

// Dump is for whoever looks for a fault: nobody calls it.
func (n *Names) Dump() {
	for name, count := range n.all {
		fmt.Println(name, count)
	}
}
