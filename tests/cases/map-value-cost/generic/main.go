// Generic maps: the variable or field that says what the values are is named, not the generic type.
// seen: unsafe.Sizeof of the values is 4096 and 8.
package main

import "fmt"

type Index[K comparable, V any] map[K]V

func (i Index[K, V]) At(k K) V { return i[k] }

type sector [4096]byte

type drive struct {
	sectors Index[int, sector] // want map-value-cost
	names   Index[int, string]
	labels  map[int]*sector
}

func (d *drive) first() (byte, string) {
	s := d.sectors.At(0)
	return s[0], d.names.At(0)
}

func main() {
	d := &drive{Index[int, sector]{}, Index[int, string]{0: "boot"}, nil}
	fmt.Println(d.first())
	fmt.Println(len(d.labels))
}
