// A queue whose methods test what they look up, but for one: nobody who calls it has tested the number. Those whose callers have, or
// take the number from the map or from what they have just stored, are fine.
// panics: invalid memory address or nil pointer dereference (Retry of a number that was done)
package main

import "fmt"

type job struct {
	name  string
	tries int
	err   error
}

type queue struct {
	jobs map[uint64]*job
	next uint64
}

func (q *queue) name(id uint64) string {
	j, ok := q.jobs[id]
	if !ok {
		return ""
	}
	return j.name
}

func (q *queue) fail(id uint64, err error) {
	if j := q.jobs[id]; j != nil {
		j.err = err
	}
}

func (q *queue) done(id uint64) {
	if j, ok := q.jobs[id]; ok && j.err == nil {
		delete(q.jobs, id)
	}
}

func (q *queue) again(id uint64) int {
	j := q.jobs[id]
	j.tries++ // want nil-map-value
	return j.tries
}

// Retry may be called with any number.
func (q *queue) Retry(id uint64) int { return q.again(id) }

func main() {
	stores()
	q := &queue{jobs: map[uint64]*job{}}
	for _, name := range []string{"a", "b"} {
		q.next++
		q.jobs[q.next] = &job{name: name}
	}
	q.fail(q.next, fmt.Errorf("busy"))
	fmt.Println(q.name(q.next), q.Retry(q.next))
	last := q.next
	delete(q.jobs, last)
	fmt.Println(q.Retry(last))
}

func stores() {
	s := &store{items: map[string]*item{}}
	s.Add("x")
	s.Touch("x")
	s.All()
	fmt.Println(s.size("x"), s.old("y"))
}
