// The map to write to is chosen by a switch without default, over constants of an integer type.
// panics: byLevel, whose switch leaves a constant out; byFlag and byWire, whose values are not the constants alone. clean: byKind, which names all.
package main

import "os"

type kind uint8

const (
	block kind = iota
	char
)

type level int

const (
	low level = iota
	middle
	high
)

type flag uint8

const (
	read flag = 1 << iota
	write
)

type device struct {
	kind  kind
	level level
	flag  flag
	major int
}

func byKind(all []device) (map[int]int, map[int]int) {
	blocks, chars := make(map[int]int), make(map[int]int)
	for _, d := range all {
		var m map[int]int
		switch d.kind {
		case block:
			m = blocks
		case char:
			m = chars
		}
		m[d.major]++
	}
	return blocks, chars
}

func byLevel(d device) map[int]int {
	var m map[int]int
	switch d.level {
	case low:
		m = make(map[int]int)
	case high:
		m = map[int]int{0: 1}
	}
	m[d.major]++ // want nil-map-write
	return m
}

func byFlag(d device) map[int]int {
	var m map[int]int
	switch d.flag {
	case read:
		m = make(map[int]int)
	case write:
		m = map[int]int{0: 1}
	}
	m[d.major]++ // want nil-map-write
	return m
}

func byWire(b byte, major int) map[int]int {
	var m map[int]int
	switch kind(b) {
	case block:
		m = make(map[int]int)
	case char:
		m = map[int]int{0: 1}
	}
	m[major]++ // want nil-map-write
	return m
}

func main() {
	byKind([]device{{kind: char, major: 1}})
	switch len(os.Args) {
	case 2:
		byLevel(device{level: middle})
	case 3:
		byFlag(device{flag: read | write})
	case 4:
		byWire(7, 1)
	}
}
