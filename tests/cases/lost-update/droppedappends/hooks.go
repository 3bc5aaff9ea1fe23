// Copies of struct values taken through helpers, pointers to copies, and method chains; a generic Update that writes back.
// lost: retry, mark, configure; clean: Update, sorted copies, the map field inside the copy, whose map is shared.
package droppedappends

import "sort"

type hook struct {
	name    string
	retries int
	opts    map[string]string
	times   []int
}

func (h *hook) setRetries(n int) *hook { h.retries = n; return h }

type Hooks struct{ m map[string]hook }

func New() *Hooks { return &Hooks{m: map[string]hook{}} }

func (hs *Hooks) Add(name string) { hs.m[name] = hook{name: name, opts: map[string]string{}} }

func (hs *Hooks) Retry(name string) {
	h := hs.m[name]
	h.retries++ // want lost-update
}

func (hs *Hooks) Configure(name string, n int) {
	if h, ok := hs.m[name]; ok {
		h.setRetries(n) // want lost-update
	}
}

func (hs *Hooks) Mark(name string, t int) {
	h := hs.m[name]
	p := &h
	p.times = append(p.times, t) // want lost-update
}

func (hs *Hooks) Option(name, k, v string) {
	h, ok := hs.m[name]
	if !ok {
		return
	}
	h.opts[k] = v
}

func (hs *Hooks) Update(name string, f func(*hook)) {
	h := hs.m[name]
	f(&h)
	hs.m[name] = h
}

func (hs *Hooks) Tighten(n int) {
	for name := range hs.m {
		hs.Update(name, func(h *hook) { h.retries = min(h.retries, n) })
	}
}

func (hs *Hooks) Sorted() []hook {
	out := make([]hook, 0, len(hs.m))
	for _, h := range hs.m {
		h.times = nil
		out = append(out, h)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].name < out[j].name })
	return out
}

func (hs *Hooks) Effective(name string, min int) hook {
	h := hs.m[name]
	if h.retries < min {
		h.retries = min
	}
	return h
}

func (hs *Hooks) Rename(from, to string) {
	h, ok := hs.m[from]
	if !ok {
		return
	}
	h.name = to
	delete(hs.m, from)
	hs.m[to] = h
}
