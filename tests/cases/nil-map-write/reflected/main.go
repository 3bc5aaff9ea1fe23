// Settings that are merged by reflection: what reflect says of an interface with nothing in it decides, and how many arguments there are.
// panics: assignment to entry in nil map (mergeAny(nil, nil, nil) and labels(a, b)).
package main

import (
	"fmt"
	"os"
	"reflect"
)

func entries(x any) map[string]any {
	out := make(map[string]any)
	v := reflect.ValueOf(x)
	for _, k := range v.MapKeys() {
		out[k.String()] = v.MapIndex(k).Interface()
	}
	return out
}

// Three arguments leave both without a value, and then it returns: nothing without a value is a slice.
func merge(parts ...any) map[string]any {
	var all map[string]any
	var last any
	if len(parts) == 0 {
		return make(map[string]any)
	}
	if len(parts) == 1 {
		all = make(map[string]any)
		last = parts[0]
	} else if len(parts) == 2 {
		if reflect.ValueOf(parts[0]).Kind() != reflect.Map {
			all = merge(parts[0])
		} else {
			all = entries(parts[0])
		}
		last = parts[1]
	}
	v := reflect.ValueOf(last)
	if v.Kind() == reflect.Slice {
		last = v.Index(0).Interface()
	}
	if last == nil {
		return all
	}
	for k, v := range entries(last) {
		all[k] = v
	}
	return all
}

func mergeValid(first bool, x any) map[string]any {
	var all map[string]any
	var last any
	if first {
		all, last = map[string]any{}, x
	}
	if !reflect.ValueOf(last).IsValid() {
		return all
	}
	all["last"] = last
	return all
}

func mergeAny(first bool, x any) map[string]any {
	var all map[string]any
	var last any
	if first {
		all, last = map[string]any{}, x
	}
	if reflect.ValueOf(last).Kind() != reflect.Invalid {
		return all
	}
	all["last"] = last // want nil-map-write
	return all
}

func labels(names ...string) map[string]string {
	if len(names) == 1 {
		return map[string]string{"name": names[0]}
	}
	return nil
}

func main() {
	one := labels("a")
	one["kind"] = "one"
	two := labels("a", "b")
	defer func() {
		fmt.Println(recover(), one, merge(1, 2), mergeValid(false, 1), mergeAny(len(os.Args) > 1, nil))
	}()
	two["kind"] = "two" // want nil-map-write
}
