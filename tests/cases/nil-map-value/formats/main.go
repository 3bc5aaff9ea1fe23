// Interfaces by name, the name from the environment or a flag: a method of a nil interface, an assertion on one.
// panics: `formats encode`, `formats -format=xml flag`, `formats strict`, `formats -format=xml any`; clean: `formats safe`.
package main

import (
	"flag"
	"fmt"
	"os"
)

type encoder interface{ Encode(v any) string }

type text struct{ sep string }

func (t *text) Encode(v any) string { return fmt.Sprint(v, t.sep) }

var encoders = map[string]encoder{}

func register(name string, e encoder) { encoders[name] = e }

func encode(v any) string {
	e := encoders[os.Getenv("FORMATS_FORMAT")]
	return e.Encode(v) // want nil-map-value
}

func byFlag(v any) string {
	name := flag.Lookup("format").Value.String()
	return encoders[name].Encode(v) // want-possible nil-map-value
}

func strict(v any) string {
	name, ok := os.LookupEnv("FORMATS_FORMAT")
	if !ok {
		name = "none"
	}
	return encoders[name].(*text).Encode(v) // want nil-map-value
}

func settings(values map[string]any, name string) string {
	return values[name].(string) // want nil-map-value
}

func safe(v any) string {
	e, ok := encoders[os.Getenv("FORMATS_FORMAT")]
	if !ok {
		e = &text{}
	}
	if t, ok := encoders["text"].(*text); ok {
		return t.Encode(v) + e.Encode(v)
	}
	return e.Encode(v)
}

func main() {
	format := flag.String("format", "text", "how to print")
	flag.Parse()
	register("text", &text{"\n"})
	switch flag.Arg(0) {
	case "encode":
		fmt.Print(encode(1))
	case "flag":
		fmt.Print(byFlag(1))
	case "strict":
		fmt.Print(strict(1))
	case "any":
		fmt.Print(settings(map[string]any{"text": "t"}, *format))
	case "safe":
		fmt.Print(safe(1))
	}
}
