// A map from JSON whose values a whole loop has followed before; in the bad one that loop passes some over, or goes over another map.
// panics: nil pointer dereference with {"shapes": {"a": null}} (skipping, other).
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

type shape struct{ ID, Ref, Name string }

type drawing struct {
	Shapes map[string]*shape `json:"shapes"`
	Groups map[string]*shape `json:"groups"`
}

func (d *drawing) index() error {
	byID := map[string]*shape{}
	for _, s := range d.Shapes {
		byID[s.ID] = s // want nil-map-value
	}
	for name, s := range d.Shapes {
		if s.Ref != "" {
			return fmt.Errorf("%s refers to %s", name, s.Ref)
		}
		s.Name = name
	}
	return nil
}

func (d *drawing) skipping() {
	n := 0
	for name, s := range d.Shapes {
		if name != "" {
			continue
		}
		n += len(s.ID) // want nil-map-value
	}
	for name, s := range d.Shapes {
		s.Name = name // want nil-map-value
	}
}

func (d *drawing) other() {
	for _, s := range d.Shapes {
		fmt.Println(s.ID) // want nil-map-value
	}
	for name, s := range d.Groups {
		s.Name = name // want nil-map-value
	}
}

func main() {
	var d drawing
	if err := json.NewDecoder(os.Stdin).Decode(&d); err != nil {
		return
	}
	fmt.Println(d.index())
	d.skipping()
	d.other()
}
