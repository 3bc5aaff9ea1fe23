// JSON null leaves a nil map, whether the map was made before or not.
// panics: `echo null | null local`, `echo null | null made`, `echo '{"meta":null}' | null field`, likewise `nested`, `echo '{"meta":null,"inner":1}' | null error`; clean: the others.
package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
)

type doc struct {
	Meta   map[string]string `json:"meta"`
	Inner  inner             `json:"inner"`
	Hidden map[string]string `json:"-"`
	own    map[string]string
}

type inner struct {
	Labels map[string]string `json:"labels"`
}

func local(b []byte) map[string]string {
	var m map[string]string
	if err := json.Unmarshal(b, &m); err != nil {
		return nil
	}
	m["seen"] = "1" // want nil-map-write
	return m
}

func made(r io.Reader) map[string]string {
	m := make(map[string]string)
	if err := json.NewDecoder(r).Decode(&m); err != nil {
		return nil
	}
	m["seen"] = "1" // want nil-map-write
	return m
}

func field(b []byte) (*doc, error) {
	d := &doc{Meta: map[string]string{}, Hidden: map[string]string{}, own: map[string]string{}}
	if err := json.Unmarshal(b, d); err != nil {
		return nil, err
	}
	d.Hidden["seen"] = "1"
	d.own["seen"] = "1"
	d.Meta["seen"] = "1" // want nil-map-write
	return d, nil
}

func nested(b []byte) *doc {
	var d doc
	d.Inner.Labels = map[string]string{}
	if json.Unmarshal(b, &d) != nil {
		return nil
	}
	d.Inner.Labels["seen"] = "1" // want nil-map-write
	return &d
}

func tested(b []byte) map[string]string {
	var m map[string]string
	if err := json.Unmarshal(b, &m); err != nil {
		return nil
	}
	if m == nil {
		m = make(map[string]string)
	}
	m["seen"] = "1"
	return m
}

func returned(b []byte) map[string]string {
	m := map[string]string{}
	if err := json.Unmarshal(b, &m); err != nil || m == nil {
		return nil
	}
	m["seen"] = "1"
	return m
}

func remade(b []byte) *doc {
	d := &doc{Meta: map[string]string{}}
	if err := json.Unmarshal(b, d); err != nil {
		return nil
	}
	d.Meta = map[string]string{"a": d.Meta["a"]}
	d.Meta["seen"] = "1"
	return d
}

func filled(b []byte) map[string]string {
	var in map[string]string
	if err := json.Unmarshal(b, &in); err != nil {
		return nil
	}
	out := map[string]string{}
	for k, v := range in {
		out[k] = v
		in[k] = "" // there is an entry
	}
	if len(in) > 0 {
		in["seen"] = "1"
	}
	return out
}

// null is no error: where there is one, the map is the one that was made.
func withError(b []byte) map[string]string {
	m := map[string]string{}
	if err := json.Unmarshal(b, &m); err != nil {
		m["error"] = err.Error()
	}
	return m
}

func withErrorOf(b []byte) *doc {
	d := &doc{Meta: map[string]string{}}
	if err := json.Unmarshal(b, d); err != nil {
		d.Meta["error"] = err.Error() // want nil-map-write
	}
	return d
}

// renamed has found the key in that map.
func renamed(b []byte, names map[string]string) *doc {
	var d doc
	if json.NewDecoder(bytes.NewReader(b)).Decode(&d) != nil {
		return nil
	}
	labels := d.Meta
	for key := range names {
		io.WriteString(io.Discard, key)
		if label, ok := labels[key]; ok {
			d.Meta[key] = label + "!"
		}
	}
	return &d
}

func main() {
	b, _ := io.ReadAll(os.Stdin)
	switch os.Args[1] {
	case "local":
		local(b)
	case "made":
		made(bytes.NewReader(b))
	case "field":
		field(b)
	case "nested":
		nested(b)
	case "error":
		withErrorOf(b)
	default:
		withError(b)
		renamed(b, map[string]string{"a": "b"})
		tested(b)
		returned(b)
		remade(b)
		filled(b)
	}
}
