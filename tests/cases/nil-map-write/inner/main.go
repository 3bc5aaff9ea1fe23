// Maps in maps: the inner one is nil until somebody makes it under that key.
// panics: `inner put x`, `inner tested x`, `inner local x`, `inner deleted x`; clean: `inner ok x`.
package main

import (
	"fmt"
	"os"
)

type headers map[string]map[string]string

func (h headers) put(host, name, value string) {
	h[host][name] = value // want nil-map-write
}

func (h headers) tested(host, name, value string) {
	byName, ok := h[host]
	if !ok {
		fmt.Println("new host", host)
	}
	byName[name] = value // want nil-map-write
}

func local(edges [][2]string) int {
	graph := make(map[string]map[string]bool)
	for _, e := range edges {
		if graph[e[0]] == nil {
			graph[e[0]] = make(map[string]bool)
		}
		graph[e[0]][e[1]] = true
	}
	delete(graph, edges[0][0])
	graph[edges[0][0]]["x"] = true // want nil-map-write
	return len(graph)
}

func fresh(host string) map[string]map[string]int {
	hits := map[string]map[string]int{}
	hits[host]["/"]++ // want nil-map-write
	return hits
}

func (h headers) safe(host, name, value string) {
	byName := h[host]
	if byName == nil {
		byName = map[string]string{}
		h[host] = byName
	}
	byName[name] = value
}

func (h headers) early(host, name, value string) bool {
	byName, ok := h[host]
	if !ok {
		return false
	}
	byName[name] = value
	return true
}

func (h headers) ranged() {
	for host, byName := range h {
		byName["Via"] = host
		h[host]["X"] = "y"
	}
}

func (h headers) copyTo(other headers) {
	for host, byName := range h {
		other[host] = make(map[string]string, len(byName))
		for name, value := range byName {
			other[host][name] = value
		}
	}
}

func main() {
	h := headers{"a": {}}
	switch host := os.Args[2]; os.Args[1] {
	case "put":
		h.put(host, "n", "v")
	case "tested":
		h.tested(host, "n", "v")
	case "deleted":
		fmt.Println(local([][2]string{{"a", "b"}}))
	case "local":
		fmt.Println(fresh(host))
	default:
		h.safe(host, "n", "v")
		fmt.Println(h.early(host, "m", "v"))
		h.ranged()
		h.copyTo(headers{})
	}
}
