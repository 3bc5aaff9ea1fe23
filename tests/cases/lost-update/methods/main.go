// A method with a pointer receiver of another package changes a copy of the entry: the call is the fault.
// lost: main prints 20 for the oven, whose dial was turned on a copy; clean: 90 for the grill.
package main

import (
	"fmt"

	"example.com/methods/dial"
)

type kitchen map[string]dial.Dial

func (k kitchen) heat(name string) {
	d := k[name]
	d.Turn(90) // want lost-update
}

func (k kitchen) heatBack(name string) {
	d := k[name]
	d.Turn(90)
	k[name] = d
}

func (k kitchen) heated(name string) dial.Dial {
	d := k[name]
	d.Turn(90)
	return d
}

func main() {
	k := kitchen{"oven": dial.New(20), "grill": dial.New(20)}
	k.heat("oven")
	k.heatBack("grill")
	h := k.heated("oven")
	fmt.Println(k["oven"].Degrees(), k["grill"].Degrees(), h.Degrees())
}
