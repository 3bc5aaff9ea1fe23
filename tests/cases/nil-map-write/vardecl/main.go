// Map variables that no one makes before the first entry; reading, ranging, len and delete of a nil map are fine.
// panics: `vardecl tally`, `vardecl named`, `vardecl reset`, `vardecl shadow`; clean: `vardecl ok`.
package main

import (
	"fmt"
	"os"
	"strings"
)

func tally(words []string) map[string]int {
	var counts map[string]int
	for _, w := range words {
		counts[w]++ // want nil-map-write
	}
	return counts
}

func named(line string) (fields map[string]string, err error) {
	key, value, ok := strings.Cut(line, "=")
	if !ok {
		return nil, fmt.Errorf("no = in %q", line)
	}
	fields[key] = value // want nil-map-write
	return fields, nil
}

func reset(lines []string) int {
	seen := map[string]bool{}
	for _, l := range lines {
		seen[l] = true
	}
	n := len(seen)
	seen = nil
	seen["end"] = true // want nil-map-write
	return n
}

func shadow(verbose bool) map[string]string {
	var options map[string]string
	if options == nil {
		options := make(map[string]string)
		options["mode"] = "fast"
	}
	options["verbose"] = fmt.Sprint(verbose) // want nil-map-write
	return options
}

func made(words []string) map[string]int {
	var counts map[string]int
	counts = make(map[string]int, len(words))
	for _, w := range words {
		counts[w]++
	}
	return counts
}

func lazily(words []string) (counts map[string]int) {
	for _, w := range words {
		if counts == nil {
			counts = make(map[string]int)
		}
		counts[w]++
	}
	return counts
}

func namedMade(line string) (fields map[string]string) {
	fields = map[string]string{}
	fields["line"] = line
	return
}

func reads() (n int) {
	var m map[string]int
	for range m {
		n++
	}
	delete(m, "x")
	if v, ok := m["x"]; ok {
		n += v
	}
	return n + len(m) + m["y"]
}

func main() {
	switch os.Args[1] {
	case "tally":
		fmt.Println(tally(os.Args))
	case "named":
		fmt.Println(named("a=b"))
	case "reset":
		fmt.Println(reset(os.Args))
	case "shadow":
		fmt.Println(shadow(true))
	default:
		fmt.Println(made(os.Args), lazily(os.Args), namedMade("l"), reads())
	}
}
