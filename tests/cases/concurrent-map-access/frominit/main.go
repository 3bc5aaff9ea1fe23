// Initialisation starts a goroutine that goes on for good: whoever calls later meets it.
// race: Get beside refresh, DATA RACE at the store; clean: names, which initialisation fills before.
package frominit

import (
	"os"
	"strings"
	"sync"
	"time"
)

var (
	env   = map[string]string{}
	names = map[string]string{}
	mu    sync.Mutex
	safe  = map[string]string{}
)

func init() {
	names["self"] = os.Args[0]
	go refresh()
}

func refresh() {
	for {
		for _, kv := range os.Environ() {
			if k, v, ok := strings.Cut(kv, "="); ok {
				env[k] = v // want concurrent-map-access
				mu.Lock()
				safe[k] = v
				mu.Unlock()
			}
		}
		time.Sleep(time.Minute)
	}
}

func Get(k string) string { return env[k] + names["self"] }

func Safe(k string) string {
	mu.Lock()
	defer mu.Unlock()
	return safe[k]
}
