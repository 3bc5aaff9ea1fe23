// Package lib is a module of its own, whose bodies are not under examination: what its helpers show of their arguments stands in its source.
package lib

import (
	"errors"
	"fmt"
	"os"
)

type Conn struct{ Name string }

// ---- never returns ----

func Die(text string) {
	fmt.Fprintln(os.Stderr, text)
	exit(1)
}

func exit(code int) { os.Exit(code) }

type Log struct {
	exit func(int)
	kept []string
}

func (l *Log) End(text string) {
	l.print(text)
	for {
		l.exit(1)
	}
}

func (l *Log) Note(text string) { l.print(text) }

func (l *Log) print(text string) { l.kept = append(l.kept, text) }

// ---- does not return, or not with this result, where there is no connection ----

func Need(c *Conn) {
	if c == nil {
		panic("no connection")
	}
}

func NeedAny(v any, text string) {
	switch {
	case v == nil, text == "":
		Die(text)
	}
}

func Usable(c *Conn) bool {
	if missing(c) {
		return false
	}
	return c.Name != ""
}

func missing(c *Conn) bool { return c == nil }

func Check(c *Conn) error {
	if ok := !missing(c); !ok {
		return errors.New("no connection")
	}
	return nil
}

func That(ok bool) {
	if !ok {
		Die("wrong")
	}
}

// ---- shows nothing ----

func Trace(c *Conn) {
	if c == nil {
		fmt.Println("no connection")
	}
}

func Try(c *Conn) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = true
		}
	}()
	Need(c)
	return true
}

func Named(c *Conn) bool { return c == nil || c.Name != "" }

func Sometimes(text string) {
	if text == "" {
		Die(text)
	}
}
