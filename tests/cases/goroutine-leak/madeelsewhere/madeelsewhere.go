// Package madeelsewhere has channels in fields of objects that helpers make: a reply that nobody waits for any longer, a queue that an error leaves open.
// stuck: Ask, Copy's workers; clean: AskRoomy, Wait, Send's workers, Checked's workers.
package madeelsewhere

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"
)

type question struct {
	text   string
	answer chan string
}

func newQuestion(text string) *question {
	return &question{text: text, answer: make(chan string)}
}

type Oracle struct{ think func(string) string }

func (o *Oracle) reply(q *question) { q.answer <- o.think(q.text) }

var ErrLate = errors.New("too late")

func (o *Oracle) Ask(text string, limit time.Duration) (string, error) {
	q := newQuestion(text)
	go o.reply(q) // want goroutine-leak
	select {
	case a := <-q.answer:
		return a, nil
	case <-time.After(limit):
		return "", ErrLate
	}
}

type roomy struct {
	text   string
	answer chan string
}

func newRoomy(text string) roomy { return roomy{text, make(chan string, 1)} }

func (o *Oracle) replyRoomy(q roomy) { q.answer <- o.think(q.text) }

func (o *Oracle) AskRoomy(ctx context.Context, text string) (string, error) {
	q := newRoomy(text)
	go o.replyRoomy(q)
	select {
	case a := <-q.answer:
		return a, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

type waited struct{ answer chan string }

func newWaited() *waited { return &waited{make(chan string)} }

func (o *Oracle) replyWaited(q *waited) { q.answer <- o.think("") }

func (o *Oracle) Wait() string {
	q := newWaited()
	go o.replyWaited(q)
	return <-q.answer
}

// ---- queues ----

type copier struct {
	work chan []byte
	wg   sync.WaitGroup
	out  func([]byte)
}

func (c *copier) run() {
	defer c.wg.Done()
	for b := range c.work {
		c.out(b)
	}
}

func newCopier(n int, out func([]byte)) *copier {
	c := &copier{work: make(chan []byte), out: out}
	for range n {
		c.wg.Add(1)
		go c.run() // want goroutine-leak
	}
	return c
}

func Copy(from io.Reader, out func([]byte)) error {
	c := newCopier(4, out)
	for {
		b := make([]byte, 512)
		n, err := from.Read(b)
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		c.work <- b[:n]
	}
	close(c.work)
	c.wg.Wait()
	return nil
}

type sender struct {
	work chan string
	out  func(string)
}

func (s *sender) run() {
	for x := range s.work {
		s.out(x)
	}
}

func newSender(out func(string)) *sender {
	s := &sender{work: make(chan string), out: out}
	go s.run()
	return s
}

func Send(next func() (string, error), out func(string)) error {
	s := newSender(out)
	defer close(s.work)
	for {
		x, err := next()
		if err != nil {
			return err
		}
		s.work <- x
	}
}

// Without workers there is nothing to close.
type checked struct {
	work chan string
	out  func(string)
}

func (c *checked) run() {
	for x := range c.work {
		c.out(x)
	}
}

func newChecked(out func(string)) (*checked, error) {
	if out == nil {
		return nil, errors.New("nowhere to go")
	}
	c := &checked{work: make(chan string), out: out}
	go c.run()
	return c, nil
}

func Checked(out func(string), list ...string) error {
	c, err := newChecked(out)
	if err != nil {
		return err
	}
	for _, x := range list {
		c.work <- x
	}
	close(c.work)
	return nil
}
