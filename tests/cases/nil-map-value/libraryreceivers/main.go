// Methods of the standard library on pointers out of maps: some accept nil, most follow it.
// panics: `libraryreceivers match x`, likewise print, write; clean: `libraryreceivers nil x`.
package main

import (
	"bytes"
	"fmt"
	"log"
	"math/big"
	"net/url"
	"os"
	"regexp"
)

type kit struct {
	patterns map[string]*regexp.Regexp
	loggers  map[string]*log.Logger
	buffers  map[string]*bytes.Buffer
	users    map[string]*url.Userinfo
	numbers  map[string]*big.Int
}

func (k *kit) match(name string) bool { return k.patterns[name].MatchString(name) } // want nil-map-value

func (k *kit) print(name string) { k.loggers[name].Println(name) } // want nil-map-value

func (k *kit) write(name string) { k.buffers[name].WriteString(name) } // want nil-map-value

func (k *kit) tested(name string) bool {
	p := k.patterns[name]
	return p != nil && p.MatchString(name)
}

// They ask for nil themselves.
func (k *kit) shown(name string) string {
	return k.buffers[name].String() + k.users[name].Username() + k.numbers[name].String()
}

func main() {
	k := &kit{patterns: map[string]*regexp.Regexp{"a": regexp.MustCompile("a")}}
	switch os.Args[1] {
	case "match":
		fmt.Println(k.match(os.Args[2]))
	case "print":
		k.print(os.Args[2])
	case "write":
		k.write(os.Args[2])
	default:
		fmt.Println(k.tested(os.Args[2]), k.shown(os.Args[2]))
	}
}
