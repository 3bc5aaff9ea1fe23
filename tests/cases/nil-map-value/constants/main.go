// Keys that are constants, and the literals that have them or do not.
// panics: `constants local`, `constants typo`; clean: `constants ok`.
package main

import (
	"fmt"
	"os"
)

type level struct{ color string }

type severity int

const (
	low severity = iota
	high
)

var levels = map[severity]*level{low: {"green"}, high: {"red"}}

var byName = map[string]*level{"low": levels[low], "high": levels[high]}

func local() string {
	units := map[string]*level{"px": {"blue"}, "em": {"gray"}}
	return units["pt"].color // want nil-map-value
}

func typo() string {
	m := make(map[string]*level)
	m["warning"] = &level{"yellow"}
	return m["waring"].color // want nil-map-value
}

func known() string { return levels[low].color + levels[high].color + byName["low"].color }

func built() string {
	m := map[string]*level{"a": {"white"}}
	m["b"] = &level{"black"}
	return m["a"].color + m["b"].color
}

func main() {
	switch os.Args[1] {
	case "local":
		fmt.Println(local())
	case "typo":
		fmt.Println(typo())
	default:
		fmt.Println(known(), built())
	}
}
