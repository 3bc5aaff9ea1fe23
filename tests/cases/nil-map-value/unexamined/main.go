// Helpers of another module, which is not under examination: some never return, some not with a nil, some not with that result.
// panic: traced, tried, named, sometimes, noted.
package main

import (
	"fmt"
	"os"

	"example.org/lib"
)

var (
	conns = map[string]*lib.Conn{}
	log   = &lib.Log{}
)

func traced(k string) {
	c := conns[k]
	lib.Trace(c)
	fmt.Println(c.Name) // want nil-map-value
}

func tried(k string) {
	c := conns[k]
	if lib.Try(c) {
		fmt.Println(c.Name) // want nil-map-value
	}
}

func named(k string) {
	c := conns[k]
	if !lib.Named(c) {
		return
	}
	fmt.Println(c.Name) // want nil-map-value
}

func sometimes(k string) {
	c, ok := conns[k]
	if !ok {
		lib.Sometimes(k)
	}
	fmt.Println(c.Name) // want nil-map-value
}

func noted(k string) {
	c, ok := conns[k]
	if !ok {
		log.Note("no " + k)
	}
	fmt.Println(c.Name) // want nil-map-value
}

func dies(k string) {
	c, ok := conns[k]
	if !ok {
		lib.Die("no " + k)
	}
	fmt.Println(c.Name)
}

func ended(k string) {
	c := conns[k]
	if c == nil {
		log.End("no " + k)
	}
	fmt.Println(c.Name)
}

func needed(k string) {
	c := conns[k]
	lib.Need(c)
	fmt.Println(c.Name)
}

func neededAny(k string) {
	c := conns[k]
	lib.NeedAny(c, "no connection")
	fmt.Println(c.Name)
}

func usable(k string) {
	if c := conns[k]; lib.Usable(c) {
		fmt.Println(c.Name)
	}
	c := conns[k+"2"]
	if !lib.Usable(c) {
		return
	}
	fmt.Println(c.Name)
}

func checked(k string) {
	c := conns[k]
	if err := lib.Check(c); err != nil {
		return
	}
	fmt.Println(c.Name)
}

func that(k string) {
	c, ok := conns[k]
	lib.That(ok)
	fmt.Println(c.Name)
}

func main() {
	if len(os.Args) < 2 {
		return
	}
	k := os.Args[1]
	for _, f := range []func(string){traced, tried, named, sometimes, noted, dies, ended, needed, neededAny, usable, checked, that} {
		f(k)
	}
}
