package lives

import (
	"fmt"
	"net/http"
	"sync"
)

type file struct {
	path   string
	parsed *string
}

func parse(s string) (*string, error) { return &s, nil }

// group is a small errgroup.
type group struct {
	wg  sync.WaitGroup
	mu  sync.Mutex
	err error
}

func (g *group) Go(f func() error) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		if err := f(); err != nil {
			g.mu.Lock()
			g.err = err
			g.mu.Unlock()
		}
	}()
}

func (g *group) Wait() error {
	g.wg.Wait()
	return g.err
}

// Parse: each goroutine has a loop variable of its own, a struct.
func Parse(files []file) error {
	var g group
	for i, f := range files {
		g.Go(func() (err error) {
			if f.parsed, err = parse(f.path); err == nil {
				files[i] = f
			}
			return err
		})
	}
	return g.Wait()
}

// ParseInto: one variable for all.
func ParseInto(paths []string) (file, error) {
	var g group
	var f file
	for _, p := range paths {
		g.Go(func() (err error) {
			f.parsed, err = parse(p) // want unsynchronized-swap
			return err
		})
	}
	return f, g.Wait()
}

// ---- a helper that runs what it is given under its lock ----

type builder struct {
	mu   sync.Mutex
	dirs map[string]string
}

func (b *builder) with(f func(dirs map[string]string)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f(b.dirs)
}

func (b *builder) show() (s string) {
	b.with(func(dirs map[string]string) { s = fmt.Sprint(dirs) })
	return s
}

func (b *builder) page(name string) string { return name + b.show() }

// Endpoint fills a local by the helper, which handlers use for other literals.
func (b *builder) Endpoint() http.Handler {
	var root *string
	b.with(func(dirs map[string]string) {
		d := dirs["root"]
		root = &d
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, *root, b.page(r.URL.Path))
	})
}

func NewBuilder() *builder { return &builder{dirs: map[string]string{}} }

// ---- requests, each with a state of its own ----

type state struct{ buf []byte }

type response struct {
	state *state
	to    *hub
}

type hub struct {
	mu   sync.Mutex
	open map[int]*response
	next int
}

func NewHub() *hub { return &hub{open: map[int]*response{}} }

func (h *hub) run(r *response, handler func(*response)) {
	handler(r)
	r.done()
}

func (h *hub) Upgrade(handler func(*response)) {
	r := &response{state: &state{}, to: h}
	h.mu.Lock()
	h.next++
	h.open[h.next] = r
	h.mu.Unlock()
	go h.run(r, handler)
}

func (h *hub) Schedule(handler func(*response)) {
	r := &response{state: &state{}, to: h}
	go h.run(r, handler)
}

func (r *response) Flush() error {
	s := r.state
	if s == nil {
		panic("flushed when done")
	}
	s.buf = s.buf[:0]
	return nil
}

func (r *response) done() {
	r.Flush()
	r.state = nil
}
