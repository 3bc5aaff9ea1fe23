// Package svc: two senders, room for one, and a receiver that may give up. leaks: the second sender.
package svc

import (
	"context"
	"sync"
	"time"
)

type Loader interface {
	Load(ctx context.Context, id string) ([]byte, error)
}

type Service struct {
	l     Loader
	mu    sync.Mutex
	cache map[string][]byte
	max   int
}

func New(l Loader) *Service { return &Service{l: l, cache: map[string][]byte{}, max: 100} }

func (s *Service) put(id string, b []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.cache) >= s.max {
		for k := range s.cache {
			delete(s.cache, k)
			break
		}
	}
	s.cache[id] = b
}

// Warm fetches in the background, and reports errors to nobody.
func (s *Service) Warm(ctx context.Context, ids []string) error {
	errc := make(chan error)
	for _, id := range ids {
		go func() { // want goroutine-leak
			b, err := s.l.Load(ctx, id)
			if err == nil {
				s.put(id, b)
			}
			errc <- err
		}()
	}
	for range ids {
		select {
		case err := <-errc:
			if err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// Race returns the first of two.
func (s *Service) Race(ctx context.Context, a, b string) ([]byte, error) {
	type res struct {
		b   []byte
		err error
	}
	ch := make(chan res, 1)
	for _, id := range []string{a, b} {
		go func() { // want goroutine-leak
			x, err := s.l.Load(ctx, id)
			ch <- res{x, err}
		}()
	}
	select {
	case r := <-ch:
		return r.b, r.err
	case <-time.After(time.Second):
		return nil, context.DeadlineExceeded
	}
}

// Keep refreshes until the returned function is called.
func (s *Service) Keep(id string) (stop func()) {
	done := make(chan struct{})
	go func() {
		t := time.NewTicker(time.Second)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				if b, err := s.l.Load(context.Background(), id); err == nil {
					s.put(id, b)
				}
			case <-done:
				return
			}
		}
	}()
	return sync.OnceFunc(func() { close(done) })
}

// Refresh keeps a ticker, and nothing ever ends the loop: the case breaks the select only.
func (s *Service) Refresh(ctx context.Context, id string) {
	t := time.NewTicker(time.Second)
	go func() { // want goroutine-leak
		for {
			select {
			case <-t.C:
				if b, err := s.l.Load(ctx, id); err == nil {
					s.put(id, b)
				}
			case <-ctx.Done():
				t.Stop()
				break
			}
		}
	}()
}
