// Read and write of an entry far apart, but by one goroutine: an actor, a merge after Wait, a worker per key.
// clean: run -race; the totals are right.
package main

import (
	"fmt"
	"sync"
)

type acc struct {
	sum int
	max int
}

func (a acc) add(n int) acc {
	a.sum += n
	a.max = max(a.max, n)
	return a
}

type msg struct {
	key string
	n   int
}

type ledger struct {
	in   chan msg
	done chan struct{}
	tab  map[string]acc
}

func newLedger() *ledger {
	l := &ledger{make(chan msg, 4), make(chan struct{}), make(map[string]acc)}
	go l.run()
	return l
}

func (l *ledger) lookup(k string) acc   { return l.tab[k] }
func (l *ledger) store(k string, a acc) { l.tab[k] = a }

func (l *ledger) run() {
	defer close(l.done)
	for m := range l.in {
		a := l.lookup(m.key)
		a = a.add(m.n)
		l.store(m.key, a)
	}
}

func (l *ledger) close() map[string]acc {
	close(l.in)
	<-l.done
	return l.tab
}

func merge(parts []map[string]acc) map[string]acc {
	out := map[string]acc{}
	for _, p := range parts {
		for k, a := range p {
			o, ok := out[k]
			if !ok {
				out[k] = a
				continue
			}
			o.sum += a.sum
			o.max = max(o.max, a.max)
			out[k] = o
		}
	}
	return out
}

func count(words []string, workers int) map[string]acc {
	parts := make([]map[string]acc, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			part := map[string]acc{}
			for i := w; i < len(words); i += workers {
				a := part[words[i]]
				a.sum++
				part[words[i]] = a
			}
			parts[w] = part
		})
	}
	wg.Wait()
	return merge(parts)
}

type best struct {
	seen map[string]acc
	top  acc
}

func (b *best) consider(k string) {
	a := b.seen[k]
	a.sum *= 2 // weighed for the comparison only
	if a.sum > b.top.sum {
		b.top = a
	}
}

func main() {
	l := newLedger()
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() { l.in <- msg{fmt.Sprint("k", i%2), i} })
	}
	wg.Wait()
	tab := l.close()
	fmt.Println(tab, count([]string{"a", "b", "a", "a"}, 3))
	b := &best{seen: tab}
	for k := range tab {
		b.consider(k)
	}
	fmt.Println(b.top)
}
