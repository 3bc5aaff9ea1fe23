// A lock per key, counted and dropped when unused; and immutable entries that are replaced, never written.
// clean: run -race.
package main

import (
	"fmt"
	"sync"
)

type keyLock struct {
	mu   sync.Mutex
	refs int // guarded by keyLocks.mu
}

type keyLocks struct {
	mu    sync.Mutex
	locks map[string]*keyLock
}

func (k *keyLocks) lock(key string) func() {
	k.mu.Lock()
	l := k.locks[key]
	if l == nil {
		l = &keyLock{}
		k.locks[key] = l
	}
	l.refs++
	k.mu.Unlock()
	l.mu.Lock()
	return func() {
		l.mu.Unlock()
		k.mu.Lock()
		defer k.mu.Unlock()
		if l.refs--; l.refs == 0 {
			delete(k.locks, key)
		}
	}
}

type profile struct {
	name  string
	age   int
	tags  []string
	cache map[string]int
}

type profiles struct {
	mu  sync.RWMutex
	all map[string]*profile
}

func (p *profiles) get(name string) *profile {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.all[name]
}

func (p *profiles) birthday(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	old, ok := p.all[name]
	if !ok {
		return
	}
	next := *old
	next.age++
	next.tags = append([]string{"older"}, old.tags...)
	p.all[name] = &next
}

func (p *profiles) add(name string) *profile {
	fresh := &profile{name: name, cache: map[string]int{"len": len(name)}}
	fresh.age = 1
	p.mu.Lock()
	defer p.mu.Unlock()
	if old, ok := p.all[name]; ok {
		return old
	}
	p.all[name] = fresh
	return fresh
}

func (p *profiles) describe(name string) string {
	v := p.get(name)
	if v == nil {
		return "none"
	}
	return fmt.Sprint(v.name, v.age, len(v.tags), v.cache["len"])
}

func main() {
	k := &keyLocks{locks: map[string]*keyLock{}}
	p := &profiles{all: map[string]*profile{}}
	counts := map[string]*int{"a": new(int), "b": new(int)}
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() {
			key := []string{"a", "b"}[i%2]
			unlock := k.lock(key)
			*counts[key]++
			unlock()
			p.add(key)
			p.birthday(key)
			_ = p.describe(key)
		})
	}
	wg.Wait()
	fmt.Println(*counts["a"], *counts["b"], len(k.locks), p.describe("a"), p.describe("z"))
}
