// Decoding makes a map only where the input has one.
// panics: `jsonfields patch`; clean: `jsonfields ok`.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

type manifest struct {
	Name   string            `json:"name"`
	Labels map[string]string `json:"labels"`
}

func read(text string) (*manifest, error) {
	var m manifest
	if err := json.NewDecoder(strings.NewReader(text)).Decode(&m); err != nil {
		return nil, err
	}
	return &m, nil
}

func (m *manifest) patch(k, v string) {
	m.Labels[k] = v // want nil-map-write
}

type state struct {
	Jobs map[string]int `json:"jobs"`
}

func parse(text []byte) (int, error) {
	s := state{Jobs: map[string]int{}}
	if err := json.Unmarshal(text, &s); err != nil {
		return 0, err
	}
	if s.Jobs == nil {
		s.Jobs = make(map[string]int)
	}
	s.Jobs["parsed"]++
	return len(s.Jobs), nil
}

func main() {
	switch os.Args[1] {
	case "patch":
		m, err := read(`{"name": "a"}`)
		if err != nil {
			panic(err)
		}
		m.patch("k", "v")
	default:
		fmt.Println(parse([]byte(`{"jobs": null}`)))
	}
}
