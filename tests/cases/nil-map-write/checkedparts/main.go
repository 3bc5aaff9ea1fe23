// A key that a function makes from its argument: one that looks up whether there is such a key and says so, and one that says something else.
// panics: `checkedparts any x.y`; clean: `checkedparts known net.y`.
package main

import (
	"fmt"
	"os"
	"strings"
)

var systems = map[string]bool{"net": true, "disk": true}

type config map[string]map[string]string

func newConfig() config {
	c := config{}
	for s := range systems {
		c[s] = map[string]string{}
	}
	return c
}

// The system is one of those that there are.
func known(s string) (system, target string, err error) {
	system, target, _ = strings.Cut(s, ".")
	if !systems[system] {
		return system, target, fmt.Errorf("unknown system %s", system)
	}
	return system, target, nil
}

func parts(s string) (system, target string, err error) {
	system, target, ok := strings.Cut(s, ".")
	if !ok {
		return "", "", fmt.Errorf("no target in %s", s)
	}
	return system, target, nil
}

func (c config) setKnown(s, value string) error {
	system, target, err := known(s)
	if err != nil {
		return err
	}
	if _, ok := c[system][target]; !ok {
		value += " (new)"
	}
	c[system][target] = value // want-possible nil-map-write
	return nil
}

func (c config) set(s, value string) error {
	system, target, err := parts(s)
	if err != nil {
		return err
	}
	if _, ok := c[system][target]; !ok {
		value += " (new)"
	}
	c[system][target] = value // want nil-map-write
	return nil
}

func main() {
	if len(os.Args) < 3 {
		return
	}
	c := newConfig()
	switch os.Args[1] {
	case "known":
		fmt.Println(c.setKnown(os.Args[2], "v"))
	case "any":
		fmt.Println(c.set(os.Args[2], "v"))
	}
}
