// Methods and literals that a helper runs again and again in a goroutine of its own; what they replace lies in a struct within the object.
// race: Weather, Tides, Ferry; clean: Moon, Sun.
package repeaters

import (
	"context"
	"sync/atomic"
	"time"
)

func repeat(ctx context.Context, pause time.Duration, step func()) {
	go func() {
		for ctx.Err() == nil {
			step()
			time.Sleep(pause)
		}
	}()
}

type report struct{ text string }

type Weather struct {
	now *report
	ask func() string
}

func (w *Weather) update() {
	w.now = &report{w.ask()} // want unsynchronized-swap
}

func (w *Weather) Text() string { return w.now.text }

func NewWeather(ctx context.Context, ask func() string) *Weather {
	w := &Weather{now: &report{}, ask: ask}
	repeat(ctx, time.Minute, w.update)
	return w
}

type Tides struct{ now *report }

func (t *Tides) set(text string) {
	t.now = &report{text} // want unsynchronized-swap
}

func (t *Tides) Text() string { return t.now.text }

func NewTides(ctx context.Context, ask func() string) *Tides {
	t := &Tides{now: &report{}}
	repeat(ctx, time.Hour, func() { t.set(ask()) })
	return t
}

type plan struct {
	port  string
	times *report
}

type Ferry struct{ plan plan }

func (f *Ferry) renew(ctx context.Context, ask func(port string) string) {
	for ctx.Err() == nil {
		f.plan.times = &report{ask(f.plan.port)} // want unsynchronized-swap
		time.Sleep(time.Hour)
	}
}

func (f *Ferry) Times() string { return f.plan.times.text }

func NewFerry(ctx context.Context, port string, ask func(port string) string) *Ferry {
	f := &Ferry{plan{port, &report{}}}
	go f.renew(ctx, ask)
	return f
}

type Moon struct {
	now atomic.Pointer[report]
	ask func() string
}

func (m *Moon) update() { m.now.Store(&report{m.ask()}) }

func (m *Moon) Text() string { return m.now.Load().text }

func NewMoon(ctx context.Context, ask func() string) *Moon {
	m := &Moon{ask: ask}
	m.update()
	repeat(ctx, time.Minute, m.update)
	return m
}

// The helper has returned when the last step is done.
func thrice(step func()) {
	done := make(chan bool)
	go func() {
		for range 3 {
			step()
		}
		done <- true
	}()
	<-done
}

type Sun struct{ now *report }

func (s *Sun) guess() { s.now = &report{"up"} }

func (s *Sun) Text() string { return s.now.text }

func NewSun() *Sun {
	s := &Sun{}
	thrice(s.guess)
	return s
}
