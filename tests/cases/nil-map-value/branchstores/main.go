// An entry that each way stores is there where the ways meet; one that a way leaves out is not.
// panics: `branchstores oneway x`, `branchstores replaced x`; clean: `branchstores all x`.
package main

import (
	"fmt"
	"os"
)

type seat struct{ guest string }

type hall struct {
	seats map[string]*seat
	spare map[string]*seat
}

func (h *hall) add(name string) { h.seats[name] = &seat{name} }

func (h *hall) twoWays(name string, vip bool) string {
	if vip {
		h.seats[name] = &seat{"vip " + name}
	} else if h.seats[name] == nil {
		h.seats[name] = &seat{name}
	}
	return h.seats[name].guest
}

func (h *hall) helper(name string, vip bool) string {
	if vip {
		h.seats[name] = &seat{"vip " + name}
	} else if h.seats[name] == nil {
		h.add(name)
	}
	return h.seats[name].guest
}

func (h *hall) cases(name string, kind int) string {
	switch kind {
	case 0:
		h.seats[name] = &seat{name}
	case 1:
		h.seats[name] = &seat{"one"}
	default:
		h.add(name)
	}
	return h.seats[name].guest
}

func (h *hall) made(name string) string {
	s := h.spare[name]
	if s == nil {
		s = &seat{name}
		if h.spare == nil {
			h.spare = map[string]*seat{}
		}
		h.spare[name] = s
	}
	return h.spare[name].guest
}

func (h *hall) oneWay(name string, vip bool) string {
	if vip {
		h.seats[name] = &seat{"vip " + name}
	} else {
		fmt.Println(len(h.seats))
	}
	return h.seats[name].guest // want nil-map-value
}

func (h *hall) replaced(name string, vip bool) string {
	if vip {
		h.seats[name] = &seat{"vip " + name}
	} else {
		h.seats[name] = &seat{name}
		h.seats = map[string]*seat{}
	}
	return h.seats[name].guest // want nil-map-value
}

func main() {
	h := &hall{seats: map[string]*seat{}}
	name := os.Args[2]
	switch os.Args[1] {
	case "oneway":
		fmt.Println(h.oneWay(name, len(os.Args) > 3))
	case "replaced":
		fmt.Println(h.replaced(name, len(os.Args) > 3))
	default:
		fmt.Println(h.twoWays(name, len(os.Args) > 3), h.helper(name, false), h.cases(name, len(os.Args)), h.made(name))
	}
}
