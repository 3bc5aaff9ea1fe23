// What the program does not call: functions of a package that others may import, where a lock is missing, and of this one, which nobody can.
// race: two goroutines of an importer; clean: Forget, which is never run.
package main

import (
	"fmt"
	"sync"

	"example.com/uncalled/registry"
)

var (
	mu   sync.Mutex
	seen = map[string]bool{}
)

func See(name string) bool {
	mu.Lock()
	defer mu.Unlock()
	old := seen[name]
	seen[name] = true
	return old
}

func Reset() {
	mu.Lock()
	defer mu.Unlock()
	clear(seen)
}

func Forget(name string) {
	delete(seen, name)
}

func main() {
	registry.Register("a")
	fmt.Println(See("a"), registry.Count("a"))
	Reset()
}
