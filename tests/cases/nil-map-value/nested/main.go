// Maps in maps and pointers in structs: an absent outer key gives a nil map, which reads as empty, then a nil pointer.
// panics: `nested cell x y`, `nested owner x y`, `nested partly a y`; clean: `nested ok x y`.
package main

import (
	"fmt"
	"os"
)

type cell struct{ value int }

type sheet map[string]map[string]*cell

type room struct {
	owner *person
	seats int
}

type person struct{ name string }

func (s sheet) cell(row, col string) int {
	return s[row][col].value // want nil-map-value
}

func (s sheet) partly(row, col string) int {
	cols, ok := s[row]
	if !ok {
		return 0
	}
	return cols[col].value // want nil-map-value
}

func owner(rooms map[string]room, name string) string {
	return rooms[name].owner.name // want nil-map-value
}

func (s sheet) safe(row, col string) int {
	if c := s[row][col]; c != nil {
		return c.value
	}
	return 0
}

func (s sheet) sum() (n int) {
	for row, cols := range s {
		for col := range cols {
			n += s[row][col].value
		}
	}
	return n
}

func seats(rooms map[string]room, name string) int { return rooms[name].seats }

func main() {
	s := sheet{"a": {"b": {1}}}
	rooms := map[string]room{"hall": {&person{"Ada"}, 80}}
	switch x, y := os.Args[2], os.Args[3]; os.Args[1] {
	case "cell":
		fmt.Println(s.cell(x, y))
	case "owner":
		fmt.Println(owner(rooms, x))
	case "partly":
		fmt.Println(s.partly(x, y))
	default:
		fmt.Println(s.safe(x, y), s.sum(), seats(rooms, x))
	}
}
