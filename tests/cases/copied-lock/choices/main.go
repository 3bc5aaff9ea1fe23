// Copies in the heads of if, switch and for, and of a type switch; conditions on a field in place copy nothing.
// seen: go vet -copylocks names the same lines (the assertion apart).
package main

import (
	"fmt"
	"sync"
)

type task struct {
	mu    sync.Mutex
	state int
}

func heads(m map[string]task) int {
	if t := m["a"]; t.state > 0 { // want copied-lock
		return 1
	}
	switch t := m["b"]; { // want copied-lock
	case t.state > 1:
		return 2
	}
	if t, ok := m["c"]; ok { // want copied-lock
		return t.state
	}
	return 0
}

func dynamic(m map[string]any) int {
	switch m["a"].(type) {
	case task, *task:
		return 1
	}
	return 0
}

func inPlace(m map[string]task) int {
	if m["a"].state > 0 {
		return 1
	}
	switch m["b"].state {
	case 1:
		return 2
	}
	return 0
}

func main() {
	m := map[string]task{"c": {state: 3}}
	fmt.Println(heads(m), dynamic(map[string]any{"a": 1}), inPlace(m))
}
