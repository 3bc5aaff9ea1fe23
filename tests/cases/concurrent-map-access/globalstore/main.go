// Command globalstore: a package-level pointer leads to the map; goroutines reach it through a method. race: put
// against itself.
package main

type memStore struct{ m map[string]string }

func newStore() *memStore { return &memStore{m: make(map[string]string)} }

func (s *memStore) get(k string) string { return s.m[k] }
func (s *memStore) set(k, v string)     { s.m[k] = v } // want concurrent-map-access

var store = newStore()

func put() { store.set("last", "x") }

func main() {
	for range 3 {
		go put()
	}
	println(store.get("last"))
	select {}
}
