// Maps that are made on some ways only: a condition, a case of a switch, an error that is not returned.
// panics: `sometimes flag`, `sometimes kind other`, `sometimes failed`, `sometimes empty`; clean: `sometimes ok`.
package main

import (
	"errors"
	"fmt"
	"os"
)

func flagged(trace bool) map[string]int {
	var stats map[string]int
	if trace {
		stats = make(map[string]int)
	}
	stats["calls"] = 1 // want nil-map-write
	return stats
}

func kind(k string) map[string]string {
	var attrs map[string]string
	switch k {
	case "file":
		attrs = map[string]string{"mode": "0644"}
	case "dir":
		attrs = map[string]string{"mode": "0755"}
	}
	attrs["kind"] = k // want nil-map-write
	return attrs
}

func load(ok bool) (map[string]string, error) {
	if !ok {
		return nil, errors.New("no configuration")
	}
	return map[string]string{}, nil
}

func failed() map[string]string {
	settings, err := load(false)
	if err != nil {
		fmt.Println("using defaults:", err)
	}
	settings["user"] = "nobody" // want nil-map-write
	return settings
}

func empty(words []string) map[string]int {
	var first map[string]int
	if len(words) > 0 {
		first = map[string]int{words[0]: 0}
	}
	if len(words) == 0 {
		first["none"] = 1 // want nil-map-write
	}
	return first
}

func correlated(trace bool) map[string]int {
	var stats map[string]int
	if trace {
		stats = make(map[string]int)
	}
	if trace {
		stats["calls"] = 1
	}
	return stats
}

func everyCase(k string) map[string]string {
	var attrs map[string]string
	switch k {
	case "file":
		attrs = map[string]string{}
	case "link":
		return nil
	default:
		attrs = map[string]string{"other": k}
	}
	attrs["kind"] = k
	return attrs
}

func handled() map[string]string {
	settings, err := load(true)
	if err != nil {
		settings = map[string]string{}
	}
	settings["user"] = "nobody"
	return settings
}

func main() {
	switch os.Args[1] {
	case "flag":
		fmt.Println(flagged(false))
	case "kind":
		fmt.Println(kind(os.Args[2]))
	case "failed":
		fmt.Println(failed())
	case "empty":
		fmt.Println(empty(nil))
	default:
		fmt.Println(correlated(false), everyCase("x"), handled())
	}
}
