//go:build go1.24

// The driver for races: rounds of calls, each in a goroutine of its own, of everything that others may call.
//
// In turns, one call runs after the other with nothing between that the race detector takes for an order, so that it sees any two calls
// as parallel, and maps never end the process; at once, they meet in the middle as well. Methods of types that know nothing of
// goroutines are all called by one goroutine. What calls return is used by the same goroutine: methods are called on it, functions are run.
package driver

import (
	"context"
	"math/rand"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"runtime"
	"strconv"
	"testing"
	"time"
)

var turn, finished int32

//go:norace
//go:noinline
func setTurn(n int32) { turn = n }

//go:norace
//go:noinline
func getTurn() int32 { return turn }

//go:norace
//go:noinline
func setFinished(n int32) { finished = n }

//go:norace
//go:noinline
func getFinished() int32 { return finished }

type step struct {
	f         any
	arguments []reflect.Value
	follow    []step // of methods of what it returned: the receiver is missing
}

func (m *maker) plan(f drivenFunction, receiver *reflect.Value) (step, bool) {
	t := reflect.TypeOf(f.value)
	arguments, ok := m.arguments(t, receiver)
	s := step{f: f.value, arguments: arguments}
	for i := range t.NumOut() {
		out := t.Out(i)
		if out.Kind() == reflect.Struct {
			out = reflect.PointerTo(out)
		}
		for _, g := range driven.funcs {
			gt := reflect.TypeOf(g.value)
			if !g.method || !g.open || m.objects[gt.In(0)].IsValid() {
				continue
			}
			if gt.In(0) == out || out.Kind() == reflect.Interface && out.NumMethod() > 0 && gt.In(0).Implements(out) {
				none := reflect.Zero(gt.In(0))
				if arguments, ok := m.arguments(gt, &none); ok {
					s.follow = append(s.follow, step{f: g.value, arguments: arguments})
				}
			}
		}
	}
	return s, ok
}

func (s step) run() {
	results := call(s.f, s.arguments)
	for _, r := range results {
		if r.Kind() == reflect.Interface {
			r = r.Elem()
		}
		switch {
		case r.Kind() == reflect.Func && !r.IsNil():
			var none []reflect.Value
			for i := range r.Type().NumIn() {
				in := r.Type().In(i)
				if in.Kind() == reflect.Func && in.NumOut() == 1 && in.Out(0).Kind() == reflect.Bool {
					none = append(none, reflect.MakeFunc(in, func([]reflect.Value) []reflect.Value { return []reflect.Value{reflect.ValueOf(true)} }))
				} else {
					none = append(none, reflect.Zero(in))
				}
			}
			call(r.Interface(), none)
		case r.Kind() == reflect.Chan && !r.IsNil() && r.Type().ChanDir() != reflect.SendDir:
			drain(r)
		case r.Kind() == reflect.Chan && !r.IsNil():
			defer func() { recover() }()
			r.Close() // a stop channel
		case r.Kind() == reflect.Pointer && !r.IsNil():
			for _, g := range s.follow {
				if g.arguments[0].Type() == r.Type() {
					g.arguments[0] = r
					g.run()
				}
			}
		}
		if r.IsValid() && r.CanInterface() {
			if h, ok := r.Interface().(http.Handler); ok {
				h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
			}
		}
	}
}

// round gives the calls of a round: those of each goroutine.
func (m *maker) round() (out [][]step) {
	var lonely []step
	for range 3 {
		for _, f := range driven.funcs {
			t := reflect.TypeOf(f.value)
			if !f.open {
				continue
			}
			var receiver *reflect.Value
			if f.method {
				o, ok := m.objects[t.In(0)]
				if !ok {
					continue // called on what others return
				}
				receiver = &o
			}
			s, ok := m.plan(f, receiver)
			switch {
			case !ok:
			case f.shared:
				out = append(out, []step{s})
			default:
				lonely = append(lonely, s)
			}
		}
	}
	for range 4 * (1 + len(driven.strings)/4) {
		for _, o := range m.handlers() {
			out = append(out, []step{{f: o.ServeHTTP, arguments: []reflect.Value{reflect.ValueOf(httptest.NewRecorder()), reflect.ValueOf(m.request())}}})
		}
	}
	if len(lonely) > 0 {
		m.rand.Shuffle(len(lonely), func(i, j int) { lonely[i], lonely[j] = lonely[j], lonely[i] })
		out = append(out, lonely)
	}
	m.rand.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// handlers: what functions without parameters make, and what the package has registered.
func (m *maker) handlers() (out []http.Handler) {
	for _, f := range driven.funcs {
		t := reflect.TypeOf(f.value)
		if !f.method && t.NumOut() > 0 && (t.Out(0).Implements(reflect.TypeFor[http.Handler]()) || t.Out(0) == reflect.TypeFor[*http.ServeMux]()) {
			if m.objects[t.Out(0)] != (reflect.Value{}) {
				continue
			}
			if arguments, ok := m.arguments(t, nil); ok {
				for _, r := range within(100*time.Millisecond, func() []reflect.Value { return call(f.value, arguments) }) {
					if h, ok := r.Interface().(http.Handler); ok && h != nil {
						m.objects[t.Out(0)] = reflect.ValueOf(h)
						out = append(out, h)
					}
				}
			}
		}
	}
	for _, o := range m.objects {
		if h, ok := o.Interface().(http.Handler); ok {
			out = append(out, h)
		}
	}
	return append(out, http.DefaultServeMux)
}

func runTurns(rounds [][]step) {
	setTurn(-1)
	setFinished(0)
	for i, steps := range rounds {
		go func() {
			for getTurn() < int32(i) {
				time.Sleep(10 * time.Microsecond)
			}
			for _, s := range steps {
				s.run()
			}
			setFinished(int32(i + 1))
		}()
	}
	for i := range rounds {
		setTurn(int32(i))
		// A call that blocks has its turn for ten milliseconds.
		for k := 0; getFinished() < int32(i+1) && k < 500; k++ {
			time.Sleep(20 * time.Microsecond)
		}
	}
}

func runAtOnce(rounds [][]step) {
	start := make(chan int)
	for _, steps := range rounds {
		go func() {
			<-start
			for _, s := range steps {
				s.run()
			}
		}()
	}
	close(start)
	time.Sleep(20 * time.Millisecond)
}

func TestDriveRaces(t *testing.T) {
	seed, _ := strconv.ParseInt(os.Getenv("DRIVE_SEED"), 10, 64)
	end := time.Now().Add(4 * time.Second)
	for n := 0; n < 60 && time.Now().Before(end) && runtime.NumGoroutine() < 4000; n++ {
		ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
		m := &maker{rand: rand.New(rand.NewSource(seed + int64(n))), ctx: ctx}
		if n%3 == 2 {
			m.pause = 50 * time.Microsecond
		}
		m.prepare()
		if rounds := m.round(); m.pause > 0 {
			runAtOnce(rounds)
		} else {
			runTurns(rounds)
		}
		cancel()
	}
}
