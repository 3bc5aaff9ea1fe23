// Constructors that let a library of the module make the maps by reflection; it cannot reach the fields that are not exported, and one forgets it.
// panic: hidden, forgotten.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"byreflection/defaults"
)

type Usage struct{ Orders map[string]int }

type Report struct {
	Totals map[string]int
	Usage  Usage
	hidden map[string]int
}

func New() *Report {
	r := &Report{}
	defaults.Fill(r)
	return r
}

type Plain struct {
	Totals map[string]int
}

func NewPlain() *Plain {
	return &Plain{}
}

func count(keys []string) *Report {
	r := New()
	for _, k := range keys {
		r.Totals[k]++
		r.Usage.Orders[k]++
	}
	return r
}

func (r *Report) hide(k string) {
	r.hidden[k]++ // want nil-map-write
}

func (p *Plain) forgotten(k string) {
	p.Totals[k]++ // want nil-map-write
}

func (r *Report) Load(b []byte) error { return json.Unmarshal(b, r) }

func main() {
	r := count(os.Args)
	fmt.Println(r.Load([]byte("{}")), len(r.Totals))
	if len(os.Args) > 1 {
		r.hide("a")
	}
	NewPlain().forgotten("a")
}
