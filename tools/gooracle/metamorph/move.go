package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
)

func parseText(name string, source []byte) (*ast.File, error) {
	return parser.ParseFile(fset, name, source, parser.ParseComments|parser.SkipObjectResolution)
}

// declaration is a function's place in the text, with its comment above and what follows on its last line.
func (f *file) declaration(d *ast.FuncDecl) (from, to int) {
	from, to = f.at(d.Pos()), f.at(d.End())
	if d.Doc != nil {
		from = f.at(d.Doc.Pos())
	}
	if end := bytes.IndexByte(f.source[to:], '\n'); end >= 0 {
		to += end + 1
	} else {
		to = len(f.source)
	}
	return from, to
}

// moveToFile puts every second function of a package into a file of its own.
func moveToFile(m *module) bool {
	changed := false
	for _, p := range m.packages {
		var moved []*file
		for _, f := range p.files {
			if f.isTest() || f.constrained() {
				continue
			}
			text := "package " + f.syntax.Name.Name + "\n\n"
			var functions []byte
			var cut []edit
			odd := false
			for _, d := range f.syntax.Decls {
				switch d := d.(type) {
				case *ast.GenDecl:
					if d.Tok == token.IMPORT {
						text += f.text(d) + "\n"
					}
				case *ast.FuncDecl:
					if odd = !odd; odd {
						from, to := f.declaration(d)
						functions = append(append(functions, '\n'), f.source[from:to]...)
						cut = append(cut, edit{from, to, ""})
					}
				}
			}
			if len(cut) > 0 {
				f.source = apply(f.source, cut)
				moved = append(moved, &file{name: filepath.Join(filepath.Dir(f.name), "moved_out_of_"+filepath.Base(f.name)), source: append([]byte(text), functions...)})
			}
		}
		m.files = append(m.files, moved...)
		changed = changed || len(moved) > 0
	}
	return changed
}
