// A static exporter with themes: the fallback theme is looked up into a variable of the inner block, and the outer one stays nil.
// panics: `shadowfallback -theme nosuch a.md`, nil pointer dereference in export; clean: preview, which assigns the outer variable.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"strings"
)

type theme struct {
	name          string
	before, after string
}

func (t *theme) wrap(title string) string {
	return t.before + title + t.after
}

type exporter struct {
	themes map[string]*theme
	out    io.Writer
}

var errNoTheme = errors.New("no default theme")

func newExporter(out io.Writer, themes ...*theme) *exporter {
	e := &exporter{themes: make(map[string]*theme), out: out}
	for _, t := range themes {
		if t.name == "" {
			continue
		}
		e.themes[t.name] = t
	}
	return e
}

func title(file string) string {
	return strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
}

func (e *exporter) export(name string, files []string) error {
	t, ok := e.themes[name]
	if !ok {
		t, ok := e.themes["default"]
		if !ok {
			return errNoTheme
		}
		log.Printf("unknown theme %q, using %q", name, t.name)
	}
	for _, f := range files {
		fmt.Fprintln(e.out, t.before+title(f)+t.after) // want nil-map-value
	}
	return nil
}

func (e *exporter) preview(name, file string) error {
	t, ok := e.themes[name]
	if !ok {
		if t, ok = e.themes["default"]; !ok {
			return errNoTheme
		}
	}
	fmt.Fprintln(e.out, t.wrap(title(file)))
	return nil
}

func main() {
	name := flag.String("theme", "default", "theme to export with")
	preview := flag.Bool("preview", false, "show the titles only")
	flag.Parse()
	e := newExporter(os.Stdout,
		&theme{name: "default", before: "<h1>", after: "</h1>"},
		&theme{name: "plain"},
	)
	if *preview {
		for _, f := range flag.Args() {
			if err := e.preview(*name, f); err != nil {
				log.Fatal(err)
			}
		}
		return
	}
	if err := e.export(*name, flag.Args()); err != nil {
		log.Fatal(err)
	}
}
