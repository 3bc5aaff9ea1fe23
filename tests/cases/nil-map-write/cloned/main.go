// maps.Clone of a nil map is nil; of a map that was made it is not. maps.Copy into nil panics, too.
// panics: `cloned nil`, `cloned absent x`, `cloned base`; clean: `cloned ok x`.
package main

import (
	"fmt"
	"maps"
	"os"
)

type env map[string]string

func cloneNil() env {
	var base env
	e := maps.Clone(base)
	e["PATH"] = "/bin" // want nil-map-write
	return e
}

func absent(envs map[string]env, name string) env {
	e := maps.Clone(envs[name])
	e["NAME"] = name // want nil-map-write
	return e
}

func base(set bool) env {
	var b env
	if set {
		b = env{"A": "1"}
	}
	e := maps.Clone(b)
	e["B"] = "2" // want nil-map-write
	return e
}

func made() env {
	b := env{"A": "1"}
	e := maps.Clone(b)
	e["B"] = "2"
	return e
}

func orMade(b env) env {
	e := maps.Clone(b)
	if e == nil {
		e = env{}
	}
	e["B"] = "2"
	return e
}

func collected(b env) env {
	e := maps.Collect(maps.All(b))
	e["B"] = "2"
	return e
}

func main() {
	envs := map[string]env{"a": {}}
	switch os.Args[1] {
	case "nil":
		fmt.Println(cloneNil())
	case "absent":
		fmt.Println(absent(envs, os.Args[2]))
	case "base":
		fmt.Println(base(false))
	default:
		fmt.Println(made(), orMade(nil), collected(nil))
	}
}
