// Closures over loop variables that run later: a table of callbacks, a list of cleanups, timers; and those that run at once.
// aliases: each callback sees the last job; clean: parameter, copy, immediate call, sort.Slice.
package main

import (
	"fmt"
	"sort"
	"time"
)

type job struct {
	name string
	cost int
}

type scheduler struct {
	run     map[string]func() int
	cleanup []func()
	timers  []*time.Timer
	total   int
}

func (s *scheduler) plan(jobs []job) {
	for _, j := range jobs {
		s.run[j.name] = func() int { return j.cost } // want loop-var-address
	}
	for i := 0; i < len(jobs); i++ {
		s.cleanup = append(s.cleanup, func() { fmt.Println("done", i) }) // want loop-var-address
	}
}

func (s *scheduler) planCopies(jobs []job) {
	for _, j := range jobs {
		j := j
		s.run[j.name] = func() int { return j.cost }
	}
	for i := range jobs {
		s.cleanup = append(s.cleanup, done(i))
	}
}

func done(i int) func() {
	return func() { fmt.Println("done", i) }
}

func (s *scheduler) account(jobs []job) {
	for _, j := range jobs {
		func() {
			s.total += j.cost
		}()
		each(2, func(n int) { s.total += n * j.cost })
	}
	sort.Slice(jobs, func(a, b int) bool { return jobs[a].cost < jobs[b].cost })
}

func each(n int, f func(int)) {
	for i := 0; i < n; i++ {
		f(i)
	}
}

func (s *scheduler) later(jobs []job) {
	for _, j := range jobs {
		s.timers = append(s.timers, time.AfterFunc(time.Millisecond, func(name string) func() {
			return func() { fmt.Println("timer", name) }
		}(j.name)))
	}
}

func main() {
	s := &scheduler{run: map[string]func() int{}}
	jobs := []job{{"a", 1}, {"b", 2}, {"c", 3}}
	s.plan(jobs)
	s.planCopies(jobs[:1])
	s.account(jobs)
	s.later(jobs)
	for _, f := range s.cleanup {
		f()
	}
	fmt.Println(s.run["b"](), s.total)
	time.Sleep(5 * time.Millisecond)
}
