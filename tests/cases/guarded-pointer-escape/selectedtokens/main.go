// Slots out of a guarded map, each with a channel for one token: a select puts the token in, or gives up; and one that goes on without it.
// race: DATA RACE at the subtraction behind the timeout of `rush`; clean: all else.
package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

type slot struct {
	tok chan struct{}
	val int
}

type slots struct {
	mu sync.Mutex
	m  map[string]*slot
}

func (s *slots) slot(k string) *slot {
	s.mu.Lock()
	defer s.mu.Unlock()
	sl, ok := s.m[k]
	if !ok {
		sl = &slot{tok: make(chan struct{}, 1)}
		s.m[k] = sl
	}
	return sl
}

func (s *slots) with(ctx context.Context, k string, f func(*int)) error {
	sl := s.slot(k)
	select {
	case sl.tok <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-sl.tok }()
	f(&sl.val)
	return nil
}

func (s *slots) try(k string) bool {
	sl := s.slot(k)
	select {
	case sl.tok <- struct{}{}:
		sl.val++
		<-sl.tok
		return true
	default:
		return false
	}
}

type lane struct {
	tok chan struct{}
	val int
}

type lanes struct {
	mu sync.Mutex
	m  map[string]*lane
}

func (l *lanes) lane(k string) *lane {
	l.mu.Lock()
	defer l.mu.Unlock()
	x, ok := l.m[k]
	if !ok {
		x = &lane{tok: make(chan struct{}, 1)}
		l.m[k] = x
	}
	return x
}

func (l *lanes) step(k string) {
	x := l.lane(k)
	x.tok <- struct{}{}
	x.val++
	<-x.tok
}

func (l *lanes) rush(k string) {
	x := l.lane(k)
	select {
	case <-time.After(time.Microsecond):
		x.val-- // want guarded-pointer-escape
	case x.tok <- struct{}{}:
		x.val++
		<-x.tok
	}
}

func main() {
	s, l := &slots{m: map[string]*slot{}}, &lanes{m: map[string]*lane{}}
	ctx := context.Background()
	var wg sync.WaitGroup
	for i := range 9 {
		wg.Go(func() {
			s.with(ctx, "k", func(v *int) { *v += i })
			s.try("k")
			l.step("k")
			l.rush("k")
		})
	}
	wg.Wait()
	err := s.with(ctx, "k", func(v *int) { fmt.Println(*v) })
	fmt.Println(err, l.lane("k").val)
}
