// Commands out of tables of functions, method expressions and handlers: what a line says is what they get, and it need not name an entry.
// panics: a line `ttl nosuch`, `del nosuch` or `show nosuch`, with the argument `bad`; clean: without it.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"
)

type item struct{ ttl int }

type db struct {
	items map[string]*item
	views map[string]*item
}

type command struct {
	least int
	run   func(d *db, args []string) error
}

var errArgs = errors.New("arguments missing")

var commands = map[string]command{
	"get": {1, get},
	"ttl": {1, ttl},
	"del": {1, (*db).del},
}

func get(d *db, args []string) error {
	it, ok := d.items[args[0]]
	if !ok {
		return os.ErrNotExist
	}
	fmt.Println(it.ttl)
	return nil
}

func ttl(d *db, args []string) error {
	fmt.Println(d.items[args[0]].ttl) // want nil-map-value
	return nil
}

func (d *db) del(args []string) error {
	d.items[args[0]].ttl = 0 // want nil-map-value
	delete(d.items, args[0])
	return nil
}

type handler interface{ handle(name string) }

type viewer struct{ d *db }

func (v *viewer) handle(name string) {
	fmt.Println(v.d.views[name].ttl) // want nil-map-value
}

type counter struct{ d *db }

func (c *counter) handle(name string) {
	if it := c.d.views[name]; it != nil {
		it.ttl++
	}
}

func (d *db) exec(line string) error {
	fields := strings.Fields(line)
	if len(fields) == 0 {
		return nil
	}
	c, ok := commands[fields[0]]
	if !ok {
		return fmt.Errorf("no command %s", fields[0])
	}
	if len(fields)-1 < c.least {
		return errArgs
	}
	return c.run(d, fields[1:])
}

func main() {
	d := &db{items: map[string]*item{}, views: map[string]*item{}}
	d.views["all"] = &item{}
	d.items["a"] = &item{}
	handlers := []handler{&counter{d}}
	if len(os.Args) > 1 {
		handlers = append(handlers, &viewer{d})
	} else {
		return
	}
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		if err := d.exec(in.Text()); err != nil {
			fmt.Println(err)
		}
		for _, h := range handlers {
			h.handle(in.Text())
		}
	}
}
