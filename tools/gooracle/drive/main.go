// Drive lists what a driver of a package can call: usage: drive PACKAGE_DIR > universe_test.go
//
// The file that it prints belongs to the package and gives tests/race/driver its functions, methods, types and string literals.
// It is made from the syntax alone. Functions that only other functions of the package call are left out: they are reached through
// those. Generic ones are instantiated with string, int, or what their constraints name first.
package main

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"sort"
	"strconv"
	"strings"
)

type lister struct {
	files   []*ast.File
	specs   map[string]*ast.TypeSpec
	called  map[string]bool // names that the package calls
	valued  map[string]bool // names that it uses as values
	shared  map[string]bool // types whose methods or makers know of goroutines
	methods map[string][]string
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: drive PACKAGE_DIR")
		os.Exit(2)
	}
	text, err := list(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "drive:", err)
		os.Exit(1)
	}
	os.Stdout.Write(text)
}

func list(dir string) ([]byte, error) {
	fset := token.NewFileSet()
	packages, err := parser.ParseDir(fset, dir, func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }, 0)
	if err != nil {
		return nil, err
	}
	l := &lister{specs: map[string]*ast.TypeSpec{}, called: map[string]bool{}, valued: map[string]bool{}, shared: map[string]bool{}, methods: map[string][]string{}}
	name := ""
	for n, p := range packages {
		name = n
		for _, f := range p.Files {
			l.files = append(l.files, f)
		}
	}
	sort.Slice(l.files, func(i, j int) bool {
		return fset.Position(l.files[i].Pos()).Filename < fset.Position(l.files[j].Pos()).Filename
	})
	l.look()
	var out strings.Builder
	fmt.Fprintf(&out, "//go:build go1.24\n\npackage %s\n\nimport \"reflect\"\n\nvar driven = drivenUniverse{\n", name)
	l.print(&out, name == "main")
	out.WriteString("}\n")
	return format.Source([]byte(out.String()))
}

func (l *lister) look() {
	for _, f := range l.files {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.GenDecl:
				for _, s := range d.Specs {
					if t, ok := s.(*ast.TypeSpec); ok {
						l.specs[t.Name.Name] = t
						if concurrent(t.Type) {
							l.shared[t.Name.Name] = true
						}
					}
				}
			case *ast.FuncDecl:
				t := receiver(d)
				if t == "" && d.Type.Results != nil {
					t = base(d.Type.Results.List[0].Type)
				} else {
					l.methods[t] = append(l.methods[t], d.Name.Name)
				}
				if concurrent(d) {
					l.shared[t] = true
				}
			}
		}
		callees := map[*ast.Ident]bool{}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				switch fun := ast.Unparen(n.Fun).(type) {
				case *ast.Ident:
					l.called[fun.Name], callees[fun] = true, true
				case *ast.SelectorExpr:
					l.called[fun.Sel.Name], callees[fun.Sel] = true, true
				}
			case *ast.FuncDecl:
				callees[n.Name] = true
			case *ast.Ident:
				if !callees[n] {
					l.valued[n.Name] = true
				}
			}
			return true
		})
	}
}

// concurrent: it names locks, atomics, channels, goroutines or requests.
func concurrent(n ast.Node) (found bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt, *ast.ChanType:
			found = true
		case *ast.SelectorExpr:
			x, _ := n.X.(*ast.Ident)
			switch {
			case strings.HasSuffix(n.Sel.Name, "Lock"), x != nil && (x.Name == "sync" || x.Name == "atomic"), n.Sel.Name == "ResponseWriter":
				found = true
			}
		}
		return !found
	})
	return found
}

func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return ""
	}
	return base(d.Recv.List[0].Type)
}

// base is the name of the type that an expression names, points to, or instantiates.
func base(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.StarExpr:
		return base(e.X)
	case *ast.IndexExpr:
		return base(e.X)
	case *ast.IndexListExpr:
		return base(e.X)
	}
	return ""
}

func (l *lister) print(out *strings.Builder, isMain bool) {
	out.WriteString("funcs: []drivenFunction{\n")
	for _, f := range l.files {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil || fn.Name.Name == "_" || fn.Name.Name == "init" {
				continue
			}
			name, t := fn.Name.Name, receiver(fn)
			makes := t == "" && fn.Type.Results != nil && (l.specs[base(fn.Type.Results.List[0].Type)] != nil || serves(fn.Type.Results.List[0].Type))
			// Others reach it through what they call; in a main package, main does.
			open := (ast.IsExported(name) || !l.called[name]) && !isMain || handler(fn.Type) || (l.valued[name] && !l.called[name] && !isMain)
			if name == "main" || (!open && !makes) {
				continue
			}
			e := name
			if t != "" {
				arguments, ok := l.arguments(l.specs[t])
				if !ok {
					continue
				}
				e = "(*" + t + arguments + ")." + name
			} else if arguments, ok := l.instantiate(fn.Type.TypeParams); ok {
				e = name + arguments
			} else {
				continue
			}
			fmt.Fprintf(out, "{name: %q, value: %s, method: %v, open: %v, shared: %v},\n", strings.TrimPrefix(t+"."+name, "."), e, t != "", open, t == "" || l.shared[t])
		}
	}
	out.WriteString("},\ntypes: []reflect.Type{\n")
	for _, name := range keys(l.specs) {
		if arguments, ok := l.arguments(l.specs[name]); ok && !constraint(l.specs[name].Type) {
			fmt.Fprintf(out, "reflect.TypeOf((*%s%s)(nil)).Elem(),\n", name, arguments)
		}
	}
	out.WriteString("},\nstrings: []string{\n")
	literals := map[string]bool{}
	for _, f := range l.files {
		for _, d := range f.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.IMPORT {
				continue
			}
			ast.Inspect(d, func(n ast.Node) bool {
				if s, ok := n.(*ast.BasicLit); ok && s.Kind == token.STRING {
					if text, err := strconv.Unquote(s.Value); err == nil && len(text) < 40 {
						literals[text] = true
					}
				}
				return true
			})
		}
	}
	for _, s := range keys(literals) {
		fmt.Fprintf(out, "%q,\n", s)
	}
	out.WriteString("},\nglobals: map[string]any{\n")
	for _, f := range l.files {
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.VAR {
				continue
			}
			for _, s := range g.Specs {
				for _, n := range s.(*ast.ValueSpec).Names {
					if n.Name != "_" {
						fmt.Fprintf(out, "%q: &%s,\n", n.Name, n.Name)
					}
				}
			}
		}
	}
	out.WriteString("},\n")
	if isMain {
		out.WriteString("main: main,\n")
	}
}

func keys[V any](m map[string]V) (out []string) {
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

func handler(t *ast.FuncType) bool {
	if t.Params == nil || len(t.Params.List) != 2 {
		return false
	}
	s, ok := t.Params.List[0].Type.(*ast.SelectorExpr)
	return ok && s.Sel.Name == "ResponseWriter"
}

// serves: http.Handler, *http.ServeMux.
func serves(e ast.Expr) bool {
	if p, ok := e.(*ast.StarExpr); ok {
		e = p.X
	}
	s, ok := e.(*ast.SelectorExpr)
	return ok && (s.Sel.Name == "ServeMux" || s.Sel.Name == "Handler")
}

func constraint(e ast.Expr) bool {
	i, ok := e.(*ast.InterfaceType)
	if !ok {
		return false
	}
	for _, m := range i.Methods.List {
		if len(m.Names) == 0 {
			return true // unions among them; other embedded ones do no harm
		}
	}
	return false
}

func (l *lister) arguments(t *ast.TypeSpec) (string, bool) {
	if t == nil {
		return "", false
	}
	return l.instantiate(t.TypeParams)
}

// instantiate gives the type arguments in brackets.
func (l *lister) instantiate(params *ast.FieldList) (string, bool) {
	if params == nil {
		return "", true
	}
	known := map[string]string{}
	var names []string
	for range 2 { // a constraint may name a later parameter
		names = nil
		for _, f := range params.List {
			for _, n := range f.Names {
				known[n.Name] = l.argument(f.Type, known, len(names))
				names = append(names, n.Name)
			}
		}
	}
	var out []string
	for _, n := range names {
		if known[n] == "" {
			return "", false
		}
		out = append(out, known[n])
	}
	return "[" + strings.Join(out, ", ") + "]", true
}

func (l *lister) argument(c ast.Expr, known map[string]string, position int) string {
	switch c := c.(type) {
	case *ast.Ident:
		switch {
		case known[c.Name] != "":
			return known[c.Name]
		case c.Name == "any" || c.Name == "comparable":
			return []string{"string", "int"}[min(position, 1)]
		case l.specs[c.Name] == nil:
			return c.Name
		}
		i, ok := l.specs[c.Name].Type.(*ast.InterfaceType)
		if !ok {
			return c.Name
		}
		var wanted []string
		for _, m := range i.Methods.List {
			if len(m.Names) == 0 {
				return l.argument(m.Type, known, position)
			}
			wanted = append(wanted, m.Names[0].Name)
		}
		for _, t := range keys(l.methods) {
			if t != "" && len(intersection(l.methods[t], wanted)) == len(wanted) && l.specs[t] != nil && l.specs[t].TypeParams == nil {
				return "*" + t
			}
		}
	case *ast.SelectorExpr:
		if c.Sel.Name == "Stringer" {
			return ""
		}
		return "int"
	case *ast.BinaryExpr:
		return l.argument(c.X, known, position)
	case *ast.UnaryExpr:
		return l.argument(c.X, known, position)
	case *ast.ArrayType:
		if e := l.argument(c.Elt, known, 0); e != "" {
			return "[]" + e
		}
	case *ast.StarExpr:
		if e := l.argument(c.X, known, 0); e != "" {
			return "*" + e
		}
	case *ast.MapType:
		if k, v := l.argument(c.Key, known, 0), l.argument(c.Value, known, 1); k != "" && v != "" {
			return "map[" + k + "]" + v
		}
	case *ast.InterfaceType:
		if len(c.Methods.List) == 1 && len(c.Methods.List[0].Names) == 0 {
			return l.argument(c.Methods.List[0].Type, known, position)
		}
	}
	return ""
}

func intersection(have, wanted []string) (out []string) {
	for _, w := range wanted {
		for _, h := range have {
			if h == w {
				out = append(out, w)
				break
			}
		}
	}
	return out
}
