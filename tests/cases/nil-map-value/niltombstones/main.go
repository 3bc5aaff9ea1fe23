// A job table that stores nil for a finished job: ranging meets the tombstones.
// panics: Report after Finish; clean: Pending, which skips them, and Owner, whose table holds none.
package main

import (
	"fmt"
	"sort"
)

type job struct {
	id    int
	owner string
	tries int
}

type table struct {
	jobs   map[int]*job
	owners map[string]*job
}

func newTable() *table {
	return &table{jobs: map[int]*job{}, owners: map[string]*job{}}
}

func (t *table) start(id int, owner string) {
	j := &job{id: id, owner: owner}
	t.jobs[id] = j
	t.owners[owner] = j
}

// finish leaves a tombstone, so that the id is not used again.
func (t *table) finish(id int) {
	t.jobs[id] = nil
}

func (t *table) report() (lines []string) {
	for id, j := range t.jobs {
		lines = append(lines, fmt.Sprint(id, " ", j.owner)) // want-possible nil-map-value
	}
	sort.Strings(lines)
	return lines
}

func (t *table) pending() (n int) {
	for _, j := range t.jobs {
		if j == nil {
			continue
		}
		n += j.tries
	}
	return n
}

func (t *table) retry(id int) bool {
	if j := t.jobs[id]; j != nil && j.tries < 3 {
		j.tries++
		return true
	}
	return false
}

func (t *table) ownerIDs() (ids []int) {
	for _, j := range t.owners {
		ids = append(ids, j.id)
	}
	sort.Ints(ids)
	return ids
}

func main() {
	t := newTable()
	for i := 0; i < 4; i++ {
		t.start(i, fmt.Sprint("o", i))
	}
	t.retry(2)
	fmt.Println(t.pending(), t.ownerIDs())
	t.finish(1)
	fmt.Println(t.report())
}
