// Memoised functions: generic wrappers with a map in their closure, made once for the process, or once for each request.
// heap grows: the cache of slow; clean: perRequest's, bounded's.
package main

import (
	"fmt"
	"log"
	"net/http"
	"strconv"
	"sync"
)

func memo[K comparable, V any](f func(K) V) func(K) V {
	var mu sync.Mutex
	cache := make(map[K]V)
	return func(k K) V {
		mu.Lock()
		defer mu.Unlock()
		if v, ok := cache[k]; ok {
			return v
		}
		v := f(k)
		cache[k] = v // want unbounded-map
		return v
	}
}

func bounded[K comparable, V any](max int, f func(K) V) func(K) V {
	var mu sync.Mutex
	cache := make(map[K]V)
	return func(k K) V {
		mu.Lock()
		defer mu.Unlock()
		if v, ok := cache[k]; ok {
			return v
		}
		if len(cache) >= max {
			clear(cache)
		}
		v := f(k)
		cache[k] = v
		return v
	}
}

var (
	slow  = memo(func(s string) int { return len(s) })
	small = bounded(100, func(n int) string { return strconv.Itoa(n) })
)

func serve(w http.ResponseWriter, r *http.Request) {
	seen := map[string]bool{}
	for _, s := range r.URL.Query()["q"] {
		seen[s] = true
		fmt.Fprintln(w, slow(s), small(len(s)))
	}
}

func main() {
	http.HandleFunc("/", serve)
	log.Fatal(http.ListenAndServe("localhost:0", nil))
}
