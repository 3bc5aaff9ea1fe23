// A machine whose states fill their map on entry: the write states are only reached through the state that makes it.
// clean: run over several inputs.
package main

import (
	"fmt"
	"os"
	"strings"
)

type parser struct {
	section string
	cur     map[string]string
	all     map[string]map[string]string
	errs    []string
}

type stateFn func(*parser, string) stateFn

func start(p *parser, line string) stateFn {
	if name, ok := strings.CutPrefix(line, "["); ok {
		p.open(strings.TrimSuffix(name, "]"))
		return inSection
	}
	if line != "" {
		p.errs = append(p.errs, "outside: "+line)
	}
	return start
}

func inSection(p *parser, line string) stateFn {
	switch {
	case line == "":
		p.close()
		return start
	case strings.HasPrefix(line, "["):
		p.close()
		return start(p, line)
	}
	k, v, ok := strings.Cut(line, "=")
	if !ok {
		p.errs = append(p.errs, "bad: "+line)
		return inSection
	}
	p.cur[k] = v
	return inSection
}

func (p *parser) open(name string) {
	p.section = name
	p.cur = make(map[string]string)
}

func (p *parser) close() {
	p.all[p.section] = p.cur
	p.cur = nil
}

func parse(text string) *parser {
	p := &parser{all: make(map[string]map[string]string)}
	st := stateFn(start)
	for line := range strings.SplitSeq(text, "\n") {
		st = st(p, strings.TrimSpace(line))
	}
	if p.cur != nil {
		p.cur["eof"] = "true"
		p.close()
	}
	return p
}

func (p *parser) merge(section string, kv map[string]string) {
	dst := p.all[section]
	if dst == nil {
		dst = make(map[string]string, len(kv))
		p.all[section] = dst
	}
	for k, v := range kv {
		dst[k] = v
	}
}

func main() {
	for _, text := range append([]string{"[a]\nx=1\n\n[b]\ny=2\nz", "q=1\n[c]\n[d]\nk=v"}, os.Args[1:]...) {
		p := parse(text)
		p.merge("new", map[string]string{"n": "1"})
		fmt.Println(p.all, p.errs)
	}
}
