// The position is where the map's type is written: a type's declaration, a field, a package variable, a local one, a literal.
// seen: parameters and results have the type from there.
package main

import "fmt"

type prices map[string]*float64 // want map-value-cost

var table prices

var rates = map[string]*float32{} // want map-value-cost

type shop struct {
	prices prices
	stock  map[string]*uint32 // want map-value-cost
}

func (s *shop) fill(stock map[string]*uint32) map[string]*uint32 {
	n, p, r := uint32(1), 2.0, float32(3)
	s.stock["a"] = &n
	s.prices["a"] = &p
	rates["a"] = &r
	return stock
}

func sum(s *shop) float64 {
	local := map[bool]*byte{} // want map-value-cost
	b := byte(1)
	local[true] = &b
	return *s.prices["a"] + float64(*s.stock["a"]) + float64(*rates["a"]) + float64(*local[true]) + float64(len(table))
}

func main() {
	s := &shop{prices{}, map[string]*uint32{}}
	s.fill(s.stock)
	fmt.Println(sum(s))
}
