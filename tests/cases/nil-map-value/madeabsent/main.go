// Who makes what is absent gives nil only where making fails: the error says that, and no map. Beside it, one that gives nil because the key is absent.
// panic: found.
package main

import (
	"errors"
	"fmt"
	"os"
)

type Conn struct{ name string }

func (c *Conn) Connect() { fmt.Println(c.name) }

type entry struct {
	conn *Conn
	uses int
}

type pool struct {
	kept map[string]*entry
}

func dial(name string) (*Conn, error) {
	if name == "" {
		return nil, errors.New("no name")
	}
	return &Conn{name}, nil
}

// Get takes a connection out of the pool, or makes one.
func (p *pool) Get(name string) (*Conn, error) {
	if len(name) > 100 {
		return nil, errors.New("too long")
	}
	if e, ok := p.kept[name]; ok {
		delete(p.kept, name)
		return e.conn, nil
	}
	c, err := dial(name)
	if err != nil {
		return nil, err
	}
	return &Conn{name: "new " + c.name}, nil
}

func (p *pool) Find(name string) (*Conn, error) {
	if e, ok := p.kept[name]; ok {
		return e.conn, nil
	}
	return nil, errors.New("no " + name)
}

func got(p *pool, name string) {
	c, err := p.Get(name)
	if err != nil {
		fmt.Println(err)
	}
	c.Connect()
}

func found(p *pool, name string) {
	c, err := p.Find(name)
	if err != nil {
		fmt.Println(err)
	}
	c.Connect() // want nil-map-value
}

func main() {
	p := &pool{kept: map[string]*entry{"a": {conn: &Conn{"a"}}}}
	for _, name := range os.Args {
		got(p, name)
		found(p, name)
	}
}
