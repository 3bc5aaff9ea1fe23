// Limits from a JSON file, where null is a value: presence is no proof; and what Go code stores beside it.
// panics: {"api": null}, nil pointer dereference in Rate and Sum; clean: Burst, Custom.
package jsonlimits

import (
	"encoding/json"
	"os"
)

type Limit struct {
	PerSec int `json:"per_sec"`
	Burst  int `json:"burst"`
}

type Limits struct {
	fromFile map[string]*Limit
	custom   map[string]*Limit
}

func Load(path string) (*Limits, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	l := &Limits{custom: make(map[string]*Limit)}
	if err := json.Unmarshal(raw, &l.fromFile); err != nil {
		return nil, err
	}
	return l, nil
}

func (l *Limits) Rate(route string) int {
	lim, ok := l.fromFile[route]
	if !ok {
		return 0
	}
	return lim.PerSec // want nil-map-value
}

func (l *Limits) Sum() (n int) {
	for _, lim := range l.fromFile {
		n += lim.PerSec // want nil-map-value
	}
	return n
}

func (l *Limits) Burst(route string) int {
	if lim := l.fromFile[route]; lim != nil {
		return lim.Burst
	}
	return 1
}

func (l *Limits) SetCustom(route string, perSec int) {
	l.custom[route] = &Limit{PerSec: perSec}
}

func (l *Limits) Custom(route string) int {
	if lim, ok := l.custom[route]; ok {
		return lim.PerSec
	}
	return 0
}
