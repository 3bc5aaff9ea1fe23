// Pointers out of guarded maps whose pointee has one owner at a time: claimed by a state under the lock, taken by swap, sent over a channel after removal.
// clean: -race; only the one that peeks at a claimed job's field races.
package handovers

import (
	"sync"
	"time"
)

type job struct {
	id      int
	attempt int
	note    string
	created time.Time
}

type Queue struct {
	mu   sync.Mutex
	jobs map[int]*job
	out  chan *job
}

func New() *Queue {
	return &Queue{jobs: map[int]*job{}, out: make(chan *job, 16)}
}

func (q *Queue) Add(id int) {
	j := &job{id: id, created: time.Now()}
	j.note = "new"
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs[id] = j
}

// Send removes the job before anyone else gets it.
func (q *Queue) Send(id int) bool {
	q.mu.Lock()
	j, ok := q.jobs[id]
	if ok {
		delete(q.jobs, id)
	}
	q.mu.Unlock()
	if !ok {
		return false
	}
	j.attempt++
	q.out <- j
	return true
}

func (q *Queue) Work() {
	for j := range q.out {
		j.note = "done"
		if j.attempt < 3 {
			q.back(j)
		}
	}
}

func (q *Queue) back(j *job) {
	j.note = "again"
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs[j.id] = j
}

func (q *Queue) All() []*job {
	q.mu.Lock()
	old := q.jobs
	q.jobs = make(map[int]*job)
	q.mu.Unlock()
	out := make([]*job, 0, len(old))
	for _, j := range old {
		j.note = "drained"
		out = append(out, j)
	}
	return out
}

func (q *Queue) Age(id int) time.Duration {
	q.mu.Lock()
	j := q.jobs[id]
	q.mu.Unlock()
	if j == nil {
		return 0
	}
	return time.Since(j.created)
}

type lease struct {
	holder string
	uses   int
}

type Leases struct {
	mu sync.Mutex
	m  map[string]*lease
}

func (l *Leases) Use(key, who string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.m == nil {
		l.m = map[string]*lease{}
	}
	le, ok := l.m[key]
	if !ok {
		le = &lease{holder: who}
		l.m[key] = le
	}
	le.uses++
}

func (l *Leases) Uses(key string) int {
	l.mu.Lock()
	le, ok := l.m[key]
	l.mu.Unlock()
	if !ok {
		return 0
	}
	return le.uses // want guarded-pointer-escape
}

func Run(n int) (sum int) {
	q, l := New(), &Leases{}
	var wg sync.WaitGroup
	go q.Work()
	for i := range n {
		q.Add(i)
		wg.Add(1)
		go func() {
			defer wg.Done()
			q.Send(i)
			q.Age(i)
			l.Use("a", "b")
			l.Uses("a")
		}()
	}
	wg.Wait()
	close(q.out)
	return len(q.All())
}
