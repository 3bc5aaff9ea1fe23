package store

import (
	"sync"
	"time"
)

var (
	mu   sync.Mutex
	seen = map[string]time.Time{}
	used = map[string]int{}
)

var known = []string{"a", "b", "c"}

// Note remembers each id for good.
func Note(id string) {
	mu.Lock()
	defer mu.Unlock()
	seen[id] = time.Now() // want unbounded-map
}

// Use counts known features only.
func Use(feature string) {
	for _, k := range known {
		if k == feature {
			mu.Lock()
			used[feature]++
			mu.Unlock()
			return
		}
	}
}
