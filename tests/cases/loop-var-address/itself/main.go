// A closure that is kept in the loop variable itself goes with it; one that is kept in another of its kind does not.
// aliases: the second loop prints the last name twice; clean: the first.
package main

import "fmt"

type step struct {
	name string
	hook func()
}

func main() {
	steps := []step{{name: "a"}, {name: "b"}}
	for _, s := range steps {
		s.hook = func() { fmt.Println(s.name) }
		s.hook()
	}
	var kept []step
	for _, s := range steps {
		kept = append(kept, step{hook: func() { fmt.Println(s.name) }}) // want loop-var-address
	}
	for _, k := range kept {
		k.hook()
	}
}
