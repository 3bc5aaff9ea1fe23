// A controller keeps its work function in a field, so that tests can replace it; a worker loop calls the field. The function starts a goroutine
// whose receiver may give up: a known bug of an aggregator, beside its mended form and one that runs once.
//
// leaks: a goroutine for each key whose request takes longer than the receiver waits
package syncfields

import (
	"errors"
	"time"
)

type Queue interface{ Get() (string, bool) }

type Client interface{ Ping(key string) error }

type Controller struct {
	client Client
	queue  Queue
	syncFn func(key string) error
}

func New(client Client, q Queue) *Controller {
	c := &Controller{client: client, queue: q}
	c.syncFn = c.sync
	return c
}

func (c *Controller) sync(key string) error {
	errs := make(chan error)
	go func() { errs <- c.client.Ping(key) }() // want goroutine-leak
	select {
	case err := <-errs:
		return err
	case <-time.After(time.Second):
		return errors.New("timed out")
	}
}

func (c *Controller) Run(stop chan struct{}) {
	go c.work()
	<-stop
}

func (c *Controller) work() {
	for c.next() {
	}
}

func (c *Controller) next() bool {
	key, ok := c.queue.Get()
	return ok && c.syncFn(key) == nil
}

// Mended makes room for what is sent.
type Mended struct {
	client Client
	queue  Queue
	syncFn func(key string) error
}

func NewMended(client Client, q Queue) *Mended {
	m := &Mended{client: client, queue: q}
	m.syncFn = m.sync
	return m
}

func (m *Mended) sync(key string) error {
	errs := make(chan error, 1)
	go func() { errs <- m.client.Ping(key) }()
	select {
	case err := <-errs:
		return err
	case <-time.After(time.Second):
		return errors.New("timed out")
	}
}

func (m *Mended) Run() {
	for {
		key, ok := m.queue.Get()
		if !ok || m.syncFn(key) != nil {
			return
		}
	}
}

type probe struct{ check func() error }

var first Client

// Only init calls the field.
func init() {
	p := probe{check: checkFirst}
	if first != nil && p.check() != nil {
		first = nil
	}
}

func checkFirst() error {
	errs := make(chan error)
	go func() { errs <- first.Ping("") }()
	select {
	case err := <-errs:
		return err
	case <-time.After(time.Second):
		return errors.New("timed out")
	}
}
