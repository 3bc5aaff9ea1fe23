// Values of 1 KiB and more in maps of another package, in fields, variables, nested and generic maps; headers that are only read by field.
// seen: each lookup copies the value (BenchmarkGet with Block by value takes over ten times as long as with *Block).
package main

import (
	"fmt"

	"example.com/large/store"
)

type matrix [16][16]float64

type frames = map[string][2]store.Block // want map-value-cost

type disk struct {
	blocks  store.Blocks
	small   store.Small
	boxed   store.Boxed
	nested  map[string]map[int64]store.Block // want map-value-cost
	generic store.Table[string, matrix]      // want map-value-cost
	slim    store.Table[string, int]
	slices  map[string][]store.Block
	keyed   map[[2048]byte]int
	headers map[int64]store.Block
	present map[int64]store.Block
	frames  frames
}

var global map[string]matrix // want map-value-cost

func (d *disk) read(n int64, name string) (byte, float64) {
	b := d.blocks[n]
	c := d.nested[name][n]
	m := d.generic[name]
	g := global[name]
	f := d.frames[name]
	s := d.small[n]
	return b.Data[0] + c.Data[n] + d.boxed[n].Data[0] + s[0] + f[0].Data[1], m[0][0] + g[n][n]
}

// One field of each, and whether it is there: nothing is copied.
func (d *disk) number(n int64) int64 {
	if _, ok := d.present[n]; ok {
		return d.present[n].Number
	}
	return d.headers[n].Number
}

func (d *disk) sum() (n int) {
	total := make(map[string]matrix) // want map-value-cost
	for name := range d.slim {
		total[name] = matrix{}
	}
	for _, m := range total {
		n += int(m[0][0])
	}
	return n + len(d.slices) + len(d.keyed)
}

func main() {
	d := &disk{boxed: store.Boxed{0: {}}}
	d.headers = map[int64]store.Block{1: {Number: 3}}
	fmt.Println(d.read(0, ""))
	fmt.Println(d.number(1), d.sum())
}
