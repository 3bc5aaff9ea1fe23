// Package-level maps: made by an initialiser, by init, once, on first use, or by nobody.
// panics: `globals handler`, `globals metric`; clean: `globals ok`.
package main

import (
	"fmt"
	"os"
	"sync"
)

var (
	handlers map[string]func()
	metrics  map[string]int64
	names    = map[string]bool{}
	byInit   map[string]int
	onFirst  map[string]int
	byOnce   map[string]int
	once     sync.Once
	byMain   map[string]int
)

func init() { byInit = make(map[string]int) }

func handle(name string, f func()) {
	handlers[name] = f // want nil-map-write
}

func count(name string) int64 {
	if old, ok := metrics[name]; ok {
		return old
	}
	metrics[name] = 1 // want nil-map-write
	return 1
}

func fine(name string) {
	names[name] = true
	byInit[name]++
	if onFirst == nil {
		onFirst = map[string]int{}
	}
	onFirst[name]++
	once.Do(func() { byOnce = map[string]int{} })
	byOnce[name]++
	byMain[name]++
}

func main() {
	byMain = make(map[string]int)
	switch os.Args[1] {
	case "handler":
		handle("h", nil)
	case "metric":
		fmt.Println(count("m"))
	default:
		fine("n")
	}
}
