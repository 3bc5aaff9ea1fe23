// Every kind of map that `ptrsafe maps` tells apart, and some that it leaves out.
package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"sync"

	"example.com/maps/store"
)

var (
	handlers = map[string]func(){"help": usage}
	sessions sync.Map
	settings map[string]*string
	counts   = map[string]int{} // holds no pointers: not shown
	visited  = map[*string]bool{}
)

func usage() { fmt.Println("usage") }

// count is a helper: what it does belongs to the maps that it is given, one by one.
func count(m map[string]*store.Order) (n int) {
	for range m {
		n++
	}
	return n
}

func load(data []byte) error { return json.Unmarshal(data, &settings) }

func main() {
	s := store.New()
	s.Put("ann", "1")
	handlers[os.Args[0]] = usage
	handlers["help"]()
	visit(&os.Args[0])

	local := map[string]*store.Order{}
	local["a"] = s.Put("bob", "2")
	alias := local
	fmt.Println(alias["a"].ID, count(local))
	other := maps.Clone(local)
	delete(other, "a")

	done := make(chan bool)
	seen := make(map[string]*store.Order)
	go func() {
		mine := map[int]*store.Order{0: nil}
		seen["x"] = mine[0]
		done <- true
	}()
	<-done
	if o, ok := sessions.Load("k"); ok {
		sessions.Store("l", o)
	}
	var cache store.Cache[string, *store.Order]
	cache.Add("a", local["a"])
	counts["a"]++
	_ = load([]byte(os.Args[1]))
	fmt.Println(len(seen), *settings["name"])
}

// visit marks by address: only the keys are pointers.
func visit(s *string) bool {
	if visited[s] {
		return false
	}
	visited[s] = true
	return true
}
