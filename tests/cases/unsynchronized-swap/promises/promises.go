// A call back that closes a channel of the object behind its stores is made once for each object: the second close would panic. An object that is
// made for one goroutine, and given to nobody else, is that one's.
// race: the stores of Again, whose channel is made anew, DATA RACE; clean: Issue, and the pair of Dispatch.
package promises

import (
	"context"
	"io"
	"sync"
)

type answer struct{ text string }

type request struct {
	ctx  context.Context
	done func(*answer, error)
}

type Broker struct {
	mu    sync.Mutex
	queue []request
}

func (b *Broker) push(r request) {
	b.mu.Lock()
	b.queue = append(b.queue, r)
	first := len(b.queue) == 1
	b.mu.Unlock()
	if first {
		go b.handle(r)
	}
}

func (b *Broker) handle(r request) {
	for {
		a := &answer{text: "done"}
		r.done(a, r.ctx.Err())
		b.mu.Lock()
		b.queue = b.queue[1:]
		if len(b.queue) == 0 {
			b.mu.Unlock()
			return
		}
		r = b.queue[0]
		b.mu.Unlock()
	}
}

type waiter struct {
	done chan struct{}
	a    *answer
	err  error
}

func (b *Broker) Issue(ctx context.Context) (*answer, error) {
	w := &waiter{done: make(chan struct{})}
	b.push(request{ctx: ctx, done: func(a *answer, err error) {
		w.a, w.err = a, err
		close(w.done)
	}})
	<-w.done
	return w.a, w.err
}

func (b *Broker) Refresh(ctx context.Context, n int) {
	for range n {
		go func() {
			if a, err := b.Issue(ctx); err == nil {
				println(a.text)
			}
		}()
	}
}

type poll struct {
	done chan struct{}
	a    *answer
}

func Again(n int) *poll {
	p := &poll{}
	for range n {
		p.reset()
		go p.ask()
	}
	return p
}

func (p *poll) reset() { p.done = make(chan struct{}) }

func (p *poll) ask() {
	p.a = &answer{text: "again"} // want unsynchronized-swap
	close(p.done)
}

type link struct {
	in  io.Reader
	out io.Writer
}

type Dispatcher struct {
	counted bool
	route   func(l *link)
}

type counting struct {
	io.Writer
	n int
}

func (d *Dispatcher) pair() (*link, *link) {
	upIn, upOut := io.Pipe()
	downIn, downOut := io.Pipe()
	inner := &link{in: downIn, out: upOut}
	outer := &link{in: upIn, out: downOut}
	if d.counted {
		outer.out = &counting{Writer: outer.out}
	}
	return inner, outer
}

func (d *Dispatcher) Dispatch(sniff bool) *link {
	inner, outer := d.pair()
	if !sniff {
		go d.send(outer)
	} else {
		go func() {
			outer.in = io.MultiReader(outer.in)
			d.send(outer)
		}()
	}
	return inner
}

func (d *Dispatcher) send(l *link) {
	if d.counted {
		l.out = &counting{Writer: l.out}
	}
	io.Copy(l.out, l.in)
}

func Dial(d *Dispatcher) (io.Reader, io.Writer) {
	l := d.Dispatch(true)
	return l.in, l.out
}

func Forward(d *Dispatcher, r io.Reader, w io.Writer) {
	go d.send(&link{in: r, out: w})
	d.send(&link{in: r, out: w})
}
