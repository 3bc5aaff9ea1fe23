package main

import (
	"fmt"
	"strings"
)

type target struct {
	name  string
	needs []string
	cost  int
	built bool
}

type plan struct {
	names   []string
	targets map[string]*target
	done    []string
}

// load reads lines of the form "name: need need".
func load(text string) (*plan, error) {
	p := &plan{targets: make(map[string]*target)}
	for line := range strings.Lines(text) {
		name, needs, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok {
			continue
		}
		if _, twice := p.targets[name]; twice {
			return nil, fmt.Errorf("%s: defined twice", name)
		}
		p.names = append(p.names, name)
		p.targets[name] = &target{name: name, needs: strings.Fields(needs), cost: len(name)}
	}
	if err := p.validate(); err != nil {
		return nil, err
	}
	return p, nil
}

func (p *plan) validate() error {
	for _, t := range p.targets {
		for _, need := range t.needs {
			if err := p.require(need); err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
		}
	}
	return nil
}

func (p *plan) require(name string) error {
	if _, ok := p.targets[name]; !ok {
		return fmt.Errorf("no target %q", name)
	}
	return nil
}

func (p *plan) visit(name string) {
	t := p.targets[name]
	if t.built { // want-possible nil-map-value
		return
	}
	t.built = true
	for _, need := range t.needs {
		p.visit(need)
	}
	p.done = append(p.done, t.name)
}

func (p *plan) cost() (sum int) {
	for _, name := range p.done {
		sum += p.targets[name].cost // want-possible nil-map-value
	}
	return sum
}
