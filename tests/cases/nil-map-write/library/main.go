// Functions and methods of the standard library that write in the map that they are given.
// panics: `header`, `values`, `copy`; clean: `fine`.
package main

import (
	"maps"
	"net/http"
	"net/url"
	"os"
)

func main() {
	switch os.Args[1] {
	case "header":
		var h http.Header
		h.Set("a", "b") // want nil-map-write
	case "values":
		var v url.Values
		v.Add("a", "b") // want nil-map-write
	case "copy":
		var dst map[string]int
		maps.Copy(dst, map[string]int{"a": 1}) // want nil-map-write
	case "fine":
		h := http.Header{}
		h.Set("a", "b")
		v := make(url.Values)
		v.Add("a", "b")
		dst := map[string]int{}
		maps.Copy(dst, map[string]int{"a": 1})
		var none http.Header
		none.Del("a")
		_ = none.Get("a")
	}
}
