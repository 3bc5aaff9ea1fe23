// Fields of the receiver and package-level variables, in loops and in methods that loops call.
// aliases: all names have one token; clean: a token made anew, an object that each call is given, an index by one name.
package main

import "strings"

type token struct {
	text string
	line int
}

type lexer struct {
	tok  token
	next *token
	defs map[string]*token
}

func (l *lexer) all(words []string) {
	for i, w := range words {
		l.tok.text = w
		l.tok.line = i
		l.defs[w] = &l.tok // want aliased-map-values
	}
}

func (l *lexer) define(w string) {
	l.tok = token{text: w}
	l.defs[w] = &l.tok // want aliased-map-values
}

func (l *lexer) defineAll(text string) {
	for _, w := range strings.Fields(text) {
		l.define(w)
	}
}

func (l *lexer) renew(words []string) {
	for _, w := range words {
		l.next = &token{}
		l.next.text = w
		l.defs[w] = l.next
	}
}

func (l *lexer) remember(w string) {
	t := token{text: w}
	l.tok = t
	l.defs[w] = &t
}

var scratch token

func global(words []string, into map[string]*token) {
	for _, w := range words {
		scratch = token{text: w}
		into[w] = &scratch // want aliased-map-values
	}
}

type item struct {
	name string
	tok  token
}

type shop struct{ toks map[string]*token }

func (s *shop) add(it *item) {
	it.tok.text = it.name
	s.toks[it.name] = &it.tok
}

func (s *shop) addAll(names []string) {
	for _, n := range names {
		s.add(&item{name: n})
	}
}

func main() {
	words := []string{"a", "b"}
	l := &lexer{defs: map[string]*token{}}
	l.all(words)
	if l.defs["a"].text != "b" {
		panic("all")
	}
	l.defineAll("c d")
	if l.defs["c"].text != "d" {
		panic("define")
	}
	into := map[string]*token{}
	global(words, into)
	if into["a"].text != "b" {
		panic("global")
	}
	l.renew(words)
	l.remember("z")
	s := shop{map[string]*token{}}
	s.addAll(words)
	if l.defs["a"].text != "a" || s.toks["a"].text != "a" {
		panic("clean")
	}
}
