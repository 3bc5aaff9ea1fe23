// Guards that do not guard: a switch that misses a case, || for &&, a test of another key, a flag that outlives its test.
// panics: `branches either x`, `branches missed x`, `branches logged x`, `branches other x`; clean: `branches ok x`.
package main

import (
	"fmt"
	"os"
)

type job struct {
	state string
	tries int
}

type queue map[string]*job

func (q queue) either(id string) bool {
	j, ok := q[id]
	return ok || j.tries > 3 // want nil-map-value
}

func (q queue) missed(id string) string {
	j, ok := q[id]
	switch {
	case ok && j.state == "done":
		return "done"
	case !ok && len(id) > 8:
		return "no such job"
	}
	return j.state // want nil-map-value
}

func (q queue) logged(id string) int {
	j := q[id]
	if j == nil {
		fmt.Println("missing", id)
	} else {
		j.tries++
	}
	return j.tries // want nil-map-value
}

func (q queue) other(a, b string) int {
	if _, ok := q[a]; !ok {
		return 0
	}
	return q[a].tries + q[b].tries // want nil-map-value
}

func (q queue) both(id string) bool {
	j, ok := q[id]
	return ok && j.tries > 3
}

func (q queue) neither(id string) bool {
	j, ok := q[id]
	return !ok || j.tries > 3
}

func (q queue) cases(id string) string {
	switch j := q[id]; {
	case j == nil:
		return "none"
	case j.tries > 3:
		return "failed"
	default:
		return j.state
	}
}

func (q queue) nilCase(id string) int {
	j := q[id]
	switch j {
	case nil:
		return 0
	}
	return j.tries
}

func (q queue) remembered(id string) int {
	j, ok := q[id]
	known := ok
	if !known {
		goto missing
	}
	return j.tries
missing:
	return -1
}

func main() {
	q := queue{"a": {state: "new"}}
	switch id := os.Args[2]; os.Args[1] {
	case "either":
		fmt.Println(q.either(id))
	case "missed":
		fmt.Println(q.missed(id))
	case "logged":
		fmt.Println(q.logged(id))
	case "other":
		fmt.Println(q.other("a", id))
	default:
		fmt.Println(q.both(id), q.neither(id), q.cases(id), q.nilCase(id), q.remembered(id))
	}
}
