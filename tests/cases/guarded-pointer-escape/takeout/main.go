// A pointer is removed from the map under the lock, and from then on has one owner; or the whole map is swapped out.
// clean: run -race.
package main

import (
	"fmt"
	"sync"
)

type job struct {
	id    int
	state string
	tries int
}

type queue struct {
	mu      sync.Mutex
	waiting map[int]*job
	failed  map[int]*job
	next    int
}

func (q *queue) submit() int {
	j := &job{state: "new"}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.next++
	j.id = q.next
	q.waiting[j.id] = j
	return j.id
}

func (q *queue) take() *job {
	q.mu.Lock()
	defer q.mu.Unlock()
	for id, j := range q.waiting {
		delete(q.waiting, id)
		return j
	}
	return nil
}

func (q *queue) retry(j *job) {
	j.tries++
	j.state = "again"
	q.mu.Lock()
	q.waiting[j.id] = j
	q.mu.Unlock()
}

func (q *queue) fail(j *job) {
	j.state = "failed"
	q.mu.Lock()
	defer q.mu.Unlock()
	q.failed[j.id] = j
}

func (q *queue) drainFailed() (out []job) {
	q.mu.Lock()
	failed := q.failed
	q.failed = make(map[int]*job)
	q.mu.Unlock()
	for _, j := range failed {
		j.state = "reported"
		out = append(out, *j)
	}
	return out
}

func (q *queue) cancel(id int) (string, bool) {
	q.mu.Lock()
	j, ok := q.waiting[id]
	if ok {
		delete(q.waiting, id)
	}
	q.mu.Unlock()
	if !ok {
		return "", false
	}
	j.state = "cancelled"
	return fmt.Sprint(j.id, j.state, j.tries), true
}

func (q *queue) bump() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, j := range q.waiting {
		j.tries += 0
		j.state = "waiting"
	}
}

func (q *queue) work() {
	for j := q.take(); j != nil; j = q.take() {
		j.state = "running"
		switch {
		case j.tries > 1:
			q.fail(j)
		default:
			q.retry(j)
		}
	}
}

func main() {
	q := &queue{waiting: map[int]*job{}, failed: map[int]*job{}}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			id := q.submit()
			q.submit()
			q.bump()
			q.cancel(id)
			q.work()
			q.drainFailed()
		})
	}
	wg.Wait()
	fmt.Println(len(q.waiting), len(q.drainFailed()))
}
