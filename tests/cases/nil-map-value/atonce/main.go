// Literals that are called at once: under a lock that they release themselves, with results that belong together, in a loop.
// panics: `atonce bare x`, `atonce split x`, `atonce early x`, `atonce loop x`; clean: `atonce ok a`.
package main

import (
	"fmt"
	"os"
	"sync"
)

type job struct{ runs int }

type table struct {
	mu   sync.Mutex
	jobs map[string]*job
}

// The lock is released where the literal ends, not where the function does.
func (t *table) bare(id string) int {
	j := func() *job {
		t.mu.Lock()
		defer t.mu.Unlock()
		return t.jobs[id]
	}()
	return j.runs // want nil-map-value
}

func (t *table) split(id string) int {
	j, ok := func() (*job, bool) {
		t.mu.Lock()
		defer t.mu.Unlock()
		j, ok := t.jobs[id]
		return j, ok
	}()
	if !ok {
		fmt.Println("no", id)
	}
	return j.runs // want nil-map-value
}

// The presence test of the literal is about another key.
func (t *table) early(id string) (n int) {
	func() {
		if _, ok := t.jobs["a"]; !ok {
			return
		}
		n = t.jobs[id].runs // want nil-map-value
	}()
	return n
}

func (t *table) loop(ids []string) (n int) {
	for _, id := range ids {
		func() {
			t.mu.Lock()
			defer t.mu.Unlock()
			j, ok := t.jobs[id]
			if !ok {
				n--
			}
			n += j.runs // want nil-map-value
		}()
	}
	return n
}

func (t *table) tested(id string) int {
	j, ok := func() (*job, bool) {
		t.mu.Lock()
		defer t.mu.Unlock()
		j, ok := t.jobs[id]
		return j, ok
	}()
	if !ok {
		return 0
	}
	return j.runs
}

func (t *table) testedInside(ids []string) (n int) {
	for _, id := range ids {
		func() {
			t.mu.Lock()
			defer t.mu.Unlock()
			j := t.jobs[id]
			if j == nil {
				return
			}
			n += j.runs
		}()
	}
	return n
}

func (t *table) made(id string) int {
	var j *job
	func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if j = t.jobs[id]; j == nil {
			j = &job{}
			t.jobs[id] = j
		}
	}()
	return j.runs
}

func (t *table) named(id string) int {
	j := func() (found *job) {
		defer func() {
			if found == nil {
				found = &job{}
			}
		}()
		return t.jobs[id]
	}()
	return j.runs
}

func main() {
	t := &table{jobs: map[string]*job{"a": {runs: 1}}}
	id := os.Args[2]
	switch os.Args[1] {
	case "bare":
		fmt.Println(t.bare(id))
	case "split":
		fmt.Println(t.split(id))
	case "early":
		fmt.Println(t.early(id))
	case "loop":
		fmt.Println(t.loop([]string{id}))
	default:
		fmt.Println(t.bare(id), t.split(id), t.early(id), t.loop([]string{id}), t.tested("x"), t.testedInside([]string{"x"}), t.named("x"), t.made("x"))
	}
}
