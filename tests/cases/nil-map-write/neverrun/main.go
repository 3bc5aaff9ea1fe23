// Writes in maps that nothing makes: in methods of a type without objects, in a function that nobody calls, in ones that main calls, and in one that
// reflection runs.
// panics: `neverrun count`, `neverrun tag`, `neverrun check`; clean: `neverrun`.
package main

import (
	"fmt"
	"os"
	"reflect"
	"sync"
)

// Nothing makes a filter, or names it but its own methods.
type filter struct {
	mu   sync.Mutex
	seen map[string]int
}

func (f *filter) Pass(id string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seen[id]++ // want-possible nil-map-write
	return f.fresh(id)
}

func (f *filter) fresh(id string) bool { return f.seen[id] == 1 }

// The same of a type that main makes.
type counter struct {
	mu   sync.Mutex
	seen map[string]int
}

func (c *counter) Count(id string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen[id]++ // want nil-map-write
	return c.seen[id]
}

// Left over from before; nobody calls it.
func tagged(names []string, tag string) map[string]string {
	var tags map[string]string
	for _, n := range names {
		tags[n] = tag // want-possible nil-map-write
	}
	return tags
}

func tag(names []string, tag string) map[string]string {
	var tags map[string]string
	for _, n := range names {
		tags[n] = tag // want nil-map-write
	}
	return tags
}

// What the command line names is run by reflection.
type commands struct {
	Check checkCommand
	Name  string
}

type checkCommand struct{}

func (checkCommand) Run() { fmt.Println(checkAll([]string{"a"})) }

func checkAll(names []string) map[string]bool {
	var checked map[string]bool
	for _, n := range names {
		checked[n] = true // want nil-map-write
	}
	return checked
}

func run(program any, name string) {
	command := reflect.ValueOf(program).Elem().FieldByName(name)
	command.MethodByName("Run").Call(nil)
}

func main() {
	if len(os.Args) < 2 {
		return
	}
	switch os.Args[1] {
	case "count":
		var c counter
		fmt.Println(c.Count("a"))
	case "check":
		run(&commands{}, "Check")
	case "tag":
		fmt.Println(tag(os.Args, "x"))
	}
}
