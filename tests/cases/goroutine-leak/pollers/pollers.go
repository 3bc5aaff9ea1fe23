// Loops that reach themselves again: by recursion, through retries without a limit, through method values and fields of functions.
// leaks: StartRecursive, StartRetry, StartField and StartBound leave a goroutine a call; clean: bounded retries, a timer that starts itself again.
package pollers

import (
	"errors"
	"net"
	"time"
)

type Poller struct {
	every time.Duration
	poll  func() error
	run   func()
	left  int
}

// again calls itself for good.
func (p *Poller) again() {
	p.poll()
	time.Sleep(p.every)
	p.again()
}

func (p *Poller) StartRecursive() {
	go p.again() // want goroutine-leak
}

func (p *Poller) countdown() {
	if p.left == 0 {
		return
	}
	p.left--
	time.Sleep(p.every)
	p.countdown()
}

func (p *Poller) StartCountdown() { go p.countdown() }

func StartRetry(address string, serve func(net.Conn)) {
	go func() { // want goroutine-leak
		for {
			c, err := net.Dial("tcp", address)
			if err != nil {
				time.Sleep(time.Second)
				continue
			}
			serve(c)
			c.Close()
		}
	}()
}

func StartRetryOnce(address string, serve func(net.Conn)) {
	go func() {
		for {
			c, err := net.Dial("tcp", address)
			if err != nil {
				time.Sleep(time.Second)
				continue
			}
			defer c.Close()
			serve(c)
			return
		}
	}()
}

func StartUntilClosed(l net.Listener, serve func(net.Conn)) {
	go func() {
		for {
			c, err := l.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err != nil {
				continue
			}
			serve(c)
		}
	}()
}

func NewPoller(every time.Duration, poll func() error) *Poller {
	p := &Poller{every: every, poll: poll}
	p.run = func() {
		for {
			p.poll()
			time.Sleep(p.every)
		}
	}
	return p
}

func (p *Poller) StartField() {
	go p.run() // want goroutine-leak
}

func (p *Poller) forever() {
	for range time.Tick(p.every) {
		p.poll()
	}
}

func (p *Poller) StartBound() {
	f := p.forever
	go f() // want goroutine-leak
}

// Rearm starts a timer, whose function starts it again: no goroutine waits in between.
func (p *Poller) Rearm() {
	p.poll()
	time.AfterFunc(p.every, p.Rearm)
}

func (p *Poller) untilError() {
	for {
		if err := p.poll(); err != nil {
			return
		}
		time.Sleep(p.every)
	}
}

func (p *Poller) StartUntilError() { go p.untilError() }

// Walk starts goroutines that call it again, for a part each.
func Walk(n int, visit func(int)) {
	visit(n)
	for k := range n {
		go func() { Walk(k, visit) }()
	}
}

// Tick starts itself anew through a timer that is made once.
func (p *Poller) Tick() {
	p.poll()
	if p.left > 0 {
		time.AfterFunc(p.every, func() { p.Tick() })
	}
}
