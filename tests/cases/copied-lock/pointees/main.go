// What a pointer of the map leads to is copied, into a variable or into another map; a pointer that is passed on is not.
// seen: go vet -copylocks names the same lines; main finds the copy locked for ever.
package main

import (
	"fmt"
	"sync"
)

type job struct {
	mu   sync.Mutex
	done bool
}

func finished(j *job) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.done
}

func snapshot(jobs map[string]*job, id string) bool {
	j := *jobs[id] // want copied-lock
	return finished(&j)
}

func archive(jobs map[string]*job, old map[string]job) {
	for id, j := range jobs {
		old[id] = *j // want copied-lock
	}
}

func look(jobs map[string]*job, id string) bool { return finished(jobs[id]) }

func shared(jobs, more map[string]*job) {
	for id, j := range jobs {
		more[id] = j
	}
}

func main() {
	jobs := map[string]*job{"a": {done: true}}
	fmt.Println(snapshot(jobs, "a"), look(jobs, "a"))
	archive(jobs, map[string]job{})
	shared(jobs, map[string]*job{})
}
