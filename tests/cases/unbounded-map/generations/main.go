// Two generations of a map: when the young one is full it becomes the old one, and the old one is dropped.
// clean: never more than twice the limit; the nonce window, the ring of slots and the sampled table are bounded too.
package main

import (
	"bufio"
	"fmt"
	"maps"
	"math/rand"
	"strings"
	"sync"
)

const limit = 16

type generational struct {
	mu         sync.Mutex
	young, old map[string]int
}

var seen = &generational{young: map[string]int{}, old: map[string]int{}}

func (g *generational) add(k string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	_, dup := g.young[k]
	if !dup {
		_, dup = g.old[k]
	}
	g.young[k]++
	if len(g.young) > limit {
		g.old = g.young
		g.young = make(map[string]int, limit)
	}
	return dup
}

func (g *generational) size() int { return len(g.young) + len(g.old) }

// window keeps the last entries: the oldest key is remembered in a ring.
type window struct {
	ring [limit]string
	at   int
	m    map[string]bool
}

var nonces = window{m: make(map[string]bool)}

func (w *window) use(n string) bool {
	if w.m[n] {
		return false
	}
	if old := w.ring[w.at]; old != "" {
		delete(w.m, old)
	}
	w.ring[w.at] = n
	w.at = (w.at + 1) % limit
	w.m[n] = true
	return true
}

// slots has a bounded key: the hash of the line modulo a constant.
var slots = map[uint32]string{}

func place(line string) {
	var h uint32
	for i := range len(line) {
		h = h*31 + uint32(line[i])
	}
	slots[h%64] = line
}

var lengths = map[byte]int{} // at most 256 keys

func measure(line string) {
	lengths[byte(len(line))]++
}

type sample struct{ vals map[string]int }

var sampled = &sample{vals: map[string]int{}}

func (s *sample) offer(k string) {
	if len(s.vals) >= limit {
		for victim := range maps.Keys(s.vals) {
			delete(s.vals, victim)
			break
		}
	}
	s.vals[k] = rand.Int()
}

func main() {
	var b strings.Builder
	for i := range 200 {
		fmt.Fprintln(&b, "line", i)
	}
	in := bufio.NewScanner(strings.NewReader(b.String()))
	dups := 0
	for in.Scan() {
		if seen.add(in.Text()) {
			dups++
		}
		nonces.use(in.Text())
		place(in.Text())
		measure(in.Text())
		sampled.offer(in.Text())
	}
	fmt.Println(dups, seen.size() <= 2*limit+1, len(nonces.m), len(slots) <= 64, len(lengths), len(sampled.vals))
}
