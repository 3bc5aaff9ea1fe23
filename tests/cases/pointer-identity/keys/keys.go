// Counters and groups by the address of what a map held, sets of visited objects, and keys that nobody can find again.
// seen: main prints 2 for each bad count of two equal hosts, 1 for each good one.
package main

import "fmt"

type Host struct {
	Name string
	Port int
}

type Pool struct {
	byAddr   map[string]*Host
	failures map[*Host]int
	blocked  map[*Host]bool
	limits   map[Host]int
	cache    map[*Host]string
	pairs    map[pair]int
}

type pair struct{ from, to *Host }

func same(a, b *Host) bool { return *a == *b }

func New() *Pool {
	return &Pool{map[string]*Host{}, map[*Host]int{}, map[*Host]bool{}, map[Host]int{}, map[*Host]string{}, map[pair]int{}}
}

// ---- bad ----

func (p *Pool) Fail(addr string) {
	if h, ok := p.byAddr[addr]; ok {
		p.failures[h]++ // want pointer-identity
	}
}

func (p *Pool) Block(addr string) {
	if h := p.byAddr[addr]; h != nil {
		p.blocked[h] = true // want pointer-identity
	}
}

func (p *Pool) Route(from, to string) {
	p.pairs[pair{p.byAddr[from], p.byAddr[to]}]++ // want pointer-identity
}

func (p *Pool) Groups() int {
	groups := map[*Host][]string{}
	for addr, h := range p.byAddr {
		groups[h] = append(groups[h], addr) // want pointer-identity
	}
	return len(groups)
}

func (p *Pool) Remember(name string, port int, answer string) {
	p.cache[&Host{name, port}] = answer // want pointer-identity
}

func count(failures map[*Host]int, h *Host) {
	failures[h]++ // want pointer-identity
}

func (p *Pool) FailThroughHelper(addr string) { count(p.failures, p.byAddr[addr]) }

// ---- good ----

// A visitor that callers hand the objects of a map.
func visit(seen map[*Host]bool, h *Host) bool {
	if seen[h] {
		return false
	}
	seen[h] = true
	return true
}

func (p *Pool) Visits() (n int) {
	seen := map[*Host]bool{}
	for _, h := range p.byAddr {
		if visit(seen, h) {
			n++
		}
	}
	return n
}

func (p *Pool) Limit(addr string) {
	if h := p.byAddr[addr]; h != nil {
		p.limits[*h]++
	}
}

func (p *Pool) GroupsByValue() int {
	groups := map[Host][]string{}
	for addr, h := range p.byAddr {
		groups[*h] = append(groups[*h], addr)
	}
	return len(groups)
}

// Each object once, however many names it has.
func (p *Pool) Distinct() (n int) {
	seen := map[*Host]bool{}
	for _, h := range p.byAddr {
		if !seen[h] {
			seen[h] = true
			n++
		}
	}
	return n
}

func (p *Pool) Set() int {
	set := map[*Host]struct{}{}
	for _, h := range p.byAddr {
		set[h] = struct{}{}
	}
	return len(set)
}

// Numbers for a listing: an object has one.
func (p *Pool) Numbers(order []string) map[*Host]int {
	numbers := make(map[*Host]int)
	for _, addr := range order {
		if h := p.byAddr[addr]; h != nil {
			numbers[h] = len(numbers)
		}
	}
	return numbers
}

// A handle that the caller keeps.
func (p *Pool) Register(name string) *Host {
	h := &Host{name, 0}
	p.cache[h] = name
	return h
}

func (p *Pool) Forget(h *Host) {
	delete(p.cache, h)
	delete(p.failures, h)
	delete(p.blocked, h)
	clear(p.pairs)
	clear(p.limits)
}

func main() {
	p := New()
	p.byAddr["a"], p.byAddr["b"] = &Host{"h", 1}, &Host{"h", 1}
	for _, addr := range []string{"a", "b"} {
		p.Fail(addr)
		p.FailThroughHelper(addr)
		p.Block(addr)
		p.Route(addr, "a")
		p.Limit(addr)
		p.Remember("h", 1, "yes")
	}
	fmt.Println("bad", len(p.failures), len(p.blocked), len(p.pairs), p.Groups(), len(p.cache))
	fmt.Println("good", len(p.limits), p.GroupsByValue())
	fmt.Println("objects", p.Distinct(), p.Visits(), p.Set(), len(p.Numbers([]string{"a", "b"})), same(p.byAddr["a"], p.byAddr["b"]))
	p.Forget(p.Register("x"))
}
