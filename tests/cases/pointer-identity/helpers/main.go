// Values are compared by reflection in helpers that take anything; the types that they get are compared by value.
// seen: main shows that old and new are deeply equal, and not ==.
package main

import (
	"fmt"
	"reflect"
)

type Limit struct{ soft, hard int }

type Quota struct{ soft, hard int }

type Token struct{ id int }

func equalAny(a, b any) bool { return reflect.DeepEqual(a, b) }

func equalTo[T any](a, b T) bool { return reflect.DeepEqual(a, b) }

func limitChanged(old, cur map[string]*Limit) bool { return !equalAny(old["cpu"], cur["cpu"]) }

func quotaChanged(old, cur map[string]*Quota) bool { return !equalTo(old["disk"], cur["disk"]) }

func limitSame(old, cur map[string]*Limit) bool {
	return old["ram"] == cur["ram"] // want pointer-identity
}

func quotaSame(old, cur map[string]*Quota) bool {
	return old["net"] == cur["net"] // want pointer-identity
}

// Nobody compares tokens by value.
func tokenSame(old, cur map[string]*Token) bool { return old["t"] == cur["t"] }

func main() {
	old, cur := map[string]*Limit{"cpu": {1, 2}, "ram": {3, 4}}, map[string]*Limit{"cpu": {1, 2}, "ram": {3, 4}}
	fmt.Println(limitChanged(old, cur), limitSame(old, cur))
	q, r := map[string]*Quota{"net": {1, 2}}, map[string]*Quota{"net": {1, 2}}
	fmt.Println(quotaChanged(q, r), quotaSame(q, r), tokenSame(map[string]*Token{}, nil))
}
