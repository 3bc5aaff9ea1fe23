// Functions that give no map only where they are given none, or with it a setting that the caller does not use: their nil is the caller's.
// panics: `nilargument none`, `nilargument unknown`; clean: `nilargument`.
package main

import (
	"fmt"
	"os"
)

type table struct{ hosts map[int]string }

func (t *table) getHosts() map[int]string {
	if t != nil {
		return t.hosts
	}
	return nil
}

func fill(names []string) table {
	t := table{hosts: map[int]string{}}
	for k, n := range names {
		t.getHosts()[k] = n
	}
	return t
}

func copied(spec map[string]any) map[string]any {
	if spec == nil {
		return nil
	}
	out := make(map[string]any, len(spec))
	for k, v := range spec {
		out[k] = v
	}
	return out
}

// at is called with a spec.
func at(spec map[string]any, path string) map[string]any {
	s := copied(spec)
	s["path"] = path
	return s
}

func open(specs map[string]map[string]any, kind, path string) map[string]any {
	spec := specs[kind]
	if spec == nil {
		fmt.Println("no", kind)
	}
	s := copied(spec)
	s["path"] = path // want nil-map-write
	return s
}

type options struct{ keepNil bool }

func decoded(in *table, o options) (map[string]int, error) {
	if in == nil && o.keepNil {
		return nil, nil
	}
	out := map[string]int{}
	if in != nil {
		for k, h := range in.hosts {
			out[h] = k
		}
	}
	return out, nil
}

func numbered(in *table) (map[string]int, error) {
	out, err := decoded(in, options{})
	if err != nil {
		return nil, err
	}
	out["all"] = len(out)
	return out, nil
}

type request struct{ values any }

func valuesOf(r request) map[string]string {
	m, ok := r.values.(map[string]string)
	if !ok {
		return nil
	}
	return m
}

func shown(r request) map[string]string {
	all := valuesOf(r)
	if all == nil {
		return nil
	}
	out := map[string]string{}
	for k, v := range all {
		if k != "id" {
			out[k] = v
		}
	}
	return out
}

func shownWithID(r request, id string) map[string]string {
	if valuesOf(r) == nil {
		return nil
	}
	out := shown(r)
	out["id"] = id
	return out
}

func withID(r request, id string) map[string]string {
	out := shown(r)
	out["id"] = id // want nil-map-write
	return out
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == "none" {
		withID(request{}, "1")
	}
	if len(os.Args) > 1 {
		open(nil, "disk", "/")
	}
	t := fill(os.Args)
	n, err := numbered(&t)
	fmt.Println(n, err, at(map[string]any{}, "/"), shownWithID(request{}, "1"), withID(request{map[string]string{}}, "1"))
}
