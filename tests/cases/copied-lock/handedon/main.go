// Entries with a lock are passed, sent, appended, returned in structs and deferred; their addresses and fields are not copies.
// seen: go vet -copylocks names these lines, and parameters and `_, ok` besides.
package main

import (
	"fmt"
	"sync/atomic"
)

type meter struct {
	total atomic.Int64
	unit  string
}

type report struct {
	m    meter
	name string
}

func show(m meter) string { return m.unit }

func pass(all map[string]meter) string {
	return show(all["a"]) // want copied-lock
}

func send(all map[string]meter, out chan meter) {
	out <- all["a"] // want copied-lock
}

func list(all map[string]meter) []meter {
	return append([]meter(nil), all["a"]) // want copied-lock
}

func inStruct(all map[string]meter) *report {
	return &report{all["a"], "a"} // want copied-lock
}

func unit(all map[string]meter) string { return all["a"].unit }

func sendPointer(all map[string]*meter, out chan *meter) { out <- all["a"] }

func main() {
	all := map[string]meter{"a": {unit: "s"}}
	out, ptrs := make(chan meter, 1), make(chan *meter, 1)
	send(all, out)
	sendPointer(map[string]*meter{}, ptrs)
	fmt.Println(pass(all), len(list(all)), inStruct(all).name, unit(all))
}
