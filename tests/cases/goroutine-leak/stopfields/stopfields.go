// Stop channels in fields: made and closed, made and never closed, closed by tests alone, or never made.
// leaks: each Start of Forgotten, TestedOnly and Unmade leaves a goroutine; clean: Stopped, Signalled, Quitter.
package stopfields

import "time"

func every(stop <-chan struct{}, f func()) {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
			f()
		}
	}
}

// Forgotten has a stop channel, and no one who closes it.
type Forgotten struct{ stop chan struct{} }

func (x *Forgotten) Start(f func()) {
	x.stop = make(chan struct{})
	go every(x.stop, f) // want goroutine-leak
}

// TestedOnly is stopped by its test alone.
type TestedOnly struct{ stop chan struct{} }

func NewTestedOnly(f func()) *TestedOnly {
	x := &TestedOnly{stop: make(chan struct{})}
	go func() { // want goroutine-leak
		for {
			select {
			case <-x.stop:
				return
			default:
				f()
				time.Sleep(time.Millisecond)
			}
		}
	}()
	return x
}

// Unmade closes what it has never made: Stop would panic.
type Unmade struct{ stop chan struct{} }

func (x *Unmade) Start(f func()) {
	var stop chan struct{}
	go every(stop, f) // want goroutine-leak
}

// Stopped closes in Stop.
type Stopped struct{ stop chan struct{} }

func (x *Stopped) Start(f func()) {
	x.stop = make(chan struct{})
	go every(x.stop, f)
}

func (x *Stopped) Stop() { close(x.stop) }

// Signalled sends in Stop.
type Signalled struct{ stop chan struct{} }

func (x *Signalled) Start(f func()) {
	x.stop = make(chan struct{})
	go every(x.stop, f)
}

func (x *Signalled) Stop() { x.stop <- struct{}{} }

// Quitter hands its channel out: whoever has it may close it.
type Quitter struct{ quit chan struct{} }

func NewQuitter(f func()) (*Quitter, chan<- struct{}) {
	q := &Quitter{quit: make(chan struct{})}
	go every(q.quit, f)
	return q, q.quit
}

// Watcher hands it out for receiving: nobody outside can close it.
type Watcher struct{ done chan struct{} }

func NewWatcher(f func()) (*Watcher, <-chan struct{}) {
	w := &Watcher{done: make(chan struct{})}
	go every(w.done, f) // want goroutine-leak
	return w, w.done
}

// Starter returns a function that stops.
func Starter(f func()) (stop func()) {
	done := make(chan struct{})
	go every(done, f)
	return func() { close(done) }
}
