// Functions of package maps copy every value; their keys, and maps of pointers, can be copied.
// seen: main adds to the clone's count, and the map's own stays 0.
package main

import (
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
)

type hits struct{ n atomic.Int32 }

func cloned(m map[string]hits) map[string]hits {
	return maps.Clone(m) // want copied-lock
}

func merged(dst, src map[string]hits) {
	maps.Copy(dst, src) // want copied-lock
}

func collected(m map[string]hits) []hits {
	return slices.Collect(maps.Values(m)) // want copied-lock
}

func keys(m map[string]hits) []string { return slices.Sorted(maps.Keys(m)) }

func clonedPointers(m map[string]*hits) map[string]*hits { return maps.Clone(m) }

func emptied(m map[string]hits) {
	delete(m, "a")
	clear(m)
}

func main() {
	m := map[string]hits{"a": {}}
	c := cloned(m)
	merged(c, m)
	fmt.Println(len(c), len(collected(m)), keys(m), len(clonedPointers(nil)))
	emptied(m)
}
