// Confined maps: an actor's loop, a select server, a map handed over through a channel, sync.Once, and copy-on-write.
// clean: all in parallel with -race.
package actors

import (
	"maps"
	"sync"
	"sync/atomic"
)

type op struct {
	key   string
	value int
	reply chan int
}

type Actor struct{ ops chan op }

func Start() *Actor {
	a := &Actor{ops: make(chan op)}
	go a.run()
	return a
}

func (a *Actor) run() {
	state := map[string]int{}
	for o := range a.ops {
		if o.reply != nil {
			o.reply <- state[o.key]
			continue
		}
		state[o.key] = o.value
	}
}

func (a *Actor) Set(k string, v int) { a.ops <- op{key: k, value: v} }

func (a *Actor) Get(k string) int {
	o := op{key: k, reply: make(chan int)}
	a.ops <- o
	return <-o.reply
}

func (a *Actor) Close() { close(a.ops) }

// Batch fills a map and gives it away.
func Batch(words []string, out chan<- map[string]int) {
	m := map[string]int{}
	for i, w := range words {
		m[w] += i
		if len(m) == 10 {
			out <- m
			m = map[string]int{}
		}
	}
	out <- m
}

func Consume(in <-chan map[string]int) (n int) {
	for m := range in {
		m["seen"] = 1
		n += len(m)
	}
	return n
}

func Pipeline(words []string) int {
	c := make(chan map[string]int)
	go func() {
		defer close(c)
		Batch(words, c)
	}()
	return Consume(c)
}

var (
	once  sync.Once
	table map[string]int
)

func Table() map[string]int {
	once.Do(func() {
		table = map[string]int{}
		for i, w := range []string{"a", "b"} {
			table[w] = i
		}
	})
	return table
}

func Value(w string) int { return Table()[w] }

type Routes struct {
	mu      sync.Mutex
	current atomic.Pointer[map[string]string]
}

func (r *Routes) Add(k, v string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	next := map[string]string{}
	if old := r.current.Load(); old != nil {
		next = maps.Clone(*old)
	}
	next[k] = v
	r.current.Store(&next)
}

func (r *Routes) Get(k string) string {
	if m := r.current.Load(); m != nil {
		return (*m)[k]
	}
	return ""
}
