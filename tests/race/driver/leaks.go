//go:build go1.24

// The driver for goroutines that never end: everything is called, then stopped, cancelled and closed; who is left is printed.
package driver

import (
	"context"
	"fmt"
	"math/rand"
	"net/http/httptest"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// stops: by its name, what ends the work of an object.
func stops(name string) bool {
	_, name, _ = strings.Cut(name, ".")
	return slices.ContainsFunc([]string{"Close", "Stop", "Shutdown", "Cancel", "Quit", "Leave", "Unsubscribe", "Finish"}, func(s string) bool { return strings.HasPrefix(name, s) })
}

// drain receives for a while, as a caller would.
func drain(c reflect.Value) {
	for range 100 {
		chosen, _, ok := reflect.Select([]reflect.SelectCase{{Dir: reflect.SelectRecv, Chan: c}, {Dir: reflect.SelectRecv, Chan: reflect.ValueOf(time.After(20 * time.Millisecond))}})
		if chosen == 1 || !ok {
			return
		}
	}
}

func print(stage string) {
	time.Sleep(400 * time.Millisecond)
	buffer := make([]byte, 4<<20)
	fmt.Fprintf(os.Stderr, "LEFT %s\n%s\nEND\n", stage, buffer[:runtime.Stack(buffer, true)])
}

func TestDriveLeaks(t *testing.T) {
	seed, _ := strconv.ParseInt(os.Getenv("DRIVE_SEED"), 10, 64)
	m := &maker{rand: rand.New(rand.NewSource(seed))}
	for _, pause := range []time.Duration{0, 5 * time.Millisecond, 0, 5 * time.Millisecond, 0, 1100 * time.Millisecond} {
		// Late answers find contexts that have ended, and timeouts of a second.
		ctx, cancel := context.WithTimeout(context.Background(), 500*time.Millisecond+pause/2)
		if pause > 0 && pause < time.Second {
			ctx, cancel = context.WithTimeout(context.Background(), pause/2)
		}
		defer cancel()
		m.ctx, m.pause = ctx, pause
		m.prepare()
		var calls, ends [][]step
		for _, f := range driven.funcs {
			ft := reflect.TypeOf(f.value)
			if !f.open || !f.method && ft.NumOut() > 0 && m.objects[ft.Out(0)].IsValid() {
				continue // constructors have been called
			}
			var receiver *reflect.Value
			if f.method {
				o, ok := m.objects[ft.In(0)]
				if !ok {
					continue
				}
				receiver = &o
			}
			if s, ok := m.plan(f, receiver); ok && stops(f.name) {
				ends = append(ends, []step{s})
			} else if ok {
				calls = append(calls, []step{s})
			}
		}
		for range 4 {
			for _, o := range m.handlers() {
				calls = append(calls, []step{{f: o.ServeHTTP, arguments: []reflect.Value{reflect.ValueOf(httptest.NewRecorder()), reflect.ValueOf(m.request())}}})
			}
		}
		runTurns(calls)
		runTurns(ends)
	}
	time.Sleep(4 * time.Second)
	print("cancelled")
	for _, c := range m.opened {
		func() {
			defer func() { recover() }()
			c.Close()
		}()
	}
	print("closed")
}
