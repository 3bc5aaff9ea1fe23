// The package that declares the type compares by value; the one that compares pointers does not. Types that nobody compares by value are handles.
// seen: main prints false for equal routes.
package main

import (
	"fmt"

	"example.com/declared/route"
)

type handle struct{ fd int }

func sameRoute(old, cur map[string]*route.Route, host string) bool {
	return old[host] == cur[host] // want pointer-identity
}

func sameRouteValue(old, cur map[string]*route.Route, host string) bool {
	return old[host].Compare(cur[host]) == 0
}

func sameHandle(old, cur map[string]*handle, name string) bool { return old[name] == cur[name] }

func main() {
	old, cur := map[string]*route.Route{"a": route.New("x")}, map[string]*route.Route{"a": route.New("x")}
	fmt.Println(sameRoute(old, cur, "a"), sameRouteValue(old, cur, "a"), sameHandle(nil, nil, "x"))
}
