package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// An extraction turns a part of a function into a call.
type extraction struct {
	f      *file
	fn     *ast.FuncDecl
	params []*types.Var // what it needs of the function's variables
}

// variables collects the function's variables that the node uses; false if one of them would have to be shared: assigned, or its
// address taken.
func (x *extraction) variables(n ast.Node) bool {
	ok := true
	seen := map[types.Object]bool{}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.GoStmt, *ast.DeferStmt, *ast.ReturnStmt, *ast.BranchStmt, *ast.TypeSwitchStmt:
			ok = false
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				ok = ok && n.Tok != token.DEFINE && !x.direct(l)
			}
		case *ast.IncDecStmt:
			ok = ok && !x.direct(n.X)
		case *ast.UnaryExpr:
			ok = ok && !(n.Op == token.AND && x.direct(n.X))
		case *ast.SliceExpr:
			if _, array := n.X.(ast.Expr); array {
				_, isArray := typeOf(x.f, n.X).Underlying().(*types.Array)
				ok = ok && !isArray
			}
		case *ast.CallExpr:
			// A builtin as recover does not mean the same elsewhere; a pointer method of a variable takes its address.
			if id, isName := n.Fun.(*ast.Ident); isName && id.Name == "recover" {
				ok = false
			}
		case *ast.SelectorExpr:
			if s := x.f.pkg.info.Selections[n]; s != nil && s.Kind() == types.MethodVal {
				_, wants := s.Obj().(*types.Func).Signature().Recv().Type().(*types.Pointer)
				_, has := s.Recv().Underlying().(*types.Pointer)
				ok = ok && !(wants && !has && x.direct(n.X))
			}
		case *ast.Ident:
			v, isVar := x.f.pkg.info.Uses[n].(*types.Var)
			if isVar && !v.IsField() && v.Parent() != x.f.pkg.types.Scope() && v.Pkg() == x.f.pkg.types && !seen[v] {
				seen[v] = true
				x.params = append(x.params, v)
			}
		}
		return ok
	})
	return ok
}

// direct: an assignment to the expression changes a variable of the function itself.
func (x *extraction) direct(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		v, ok := x.f.pkg.info.Uses[e].(*types.Var)
		return ok && v.Parent() != x.f.pkg.types.Scope()
	case *ast.SelectorExpr:
		if s := x.f.pkg.info.Selections[e]; s != nil && !s.Indirect() {
			return x.direct(e.X)
		}
	case *ast.IndexExpr:
		if _, ok := typeOf(x.f, e.X).Underlying().(*types.Array); ok {
			return x.direct(e.X)
		}
	}
	return false
}

func typeOf(f *file, e ast.Expr) types.Type {
	if t := f.pkg.info.TypeOf(e); t != nil {
		return t
	}
	return types.Typ[types.Invalid]
}

// name is a type's text in the file; false if the file cannot name it.
func (x *extraction) name(t types.Type) (string, bool) {
	ok := true
	text := types.TypeString(t, func(p *types.Package) string {
		if p == x.f.pkg.types {
			return ""
		}
		for _, spec := range x.f.syntax.Imports {
			if spec.Name == nil && strings.Trim(spec.Path.Value, `"`) == p.Path() {
				return p.Name()
			}
		}
		ok = false
		return ""
	})
	return text, ok && !strings.Contains(text, "untyped")
}

// lists are the parameters and the arguments as text.
func (x *extraction) lists() (params, args string, ok bool) {
	var ps, as []string
	for _, v := range x.params {
		t, named := x.name(v.Type())
		if !named || v.Name() == "_" {
			return "", "", false
		}
		ps, as = append(ps, v.Name()+" "+t), append(as, v.Name())
	}
	return strings.Join(ps, ", "), strings.Join(as, ", "), true
}

// statements are those of a block or clause; none of other nodes.
func statements(n ast.Node) []ast.Stmt {
	switch n := n.(type) {
	case *ast.BlockStmt:
		return n.List
	case *ast.CaseClause:
		return n.Body
	case *ast.CommClause:
		return n.Body
	}
	return nil
}

// eachStatement calls visit with each statement of a list in the functions that are not generic.
func eachStatement(m *module, visit func(f *file, fn *ast.FuncDecl, s ast.Stmt)) {
	for _, f := range m.files {
		for _, d := range f.syntax.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil || fn.Type.TypeParams != nil || f.isTest() || fn.Recv != nil && strings.Contains(f.text(fn.Recv), "[") {
				continue
			}
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				for _, s := range statements(n) {
					visit(f, fn, s)
				}
				return true
			})
		}
	}
}

// restOfLine is the comment that follows a node, if nothing else does.
func (f *file) restOfLine(n ast.Node) string {
	rest, _, _ := bytes.Cut(f.source[f.at(n.End()):], []byte("\n"))
	return strings.TrimSpace(string(rest))
}

func extractStatements(m *module) bool {
	edits := map[*file][]edit{}
	number := 0
	eachStatement(m, func(f *file, fn *ast.FuncDecl, s ast.Stmt) {
		switch s := s.(type) {
		case *ast.AssignStmt, *ast.IncDecStmt:
		case *ast.ExprStmt:
			// A call alone: as it is. What it needs may still be looked up in its arguments.
			if call, ok := s.X.(*ast.CallExpr); !ok || len(call.Args) == 0 {
				return
			}
		default:
			return
		}
		text := f.text(s)
		rest := f.restOfLine(s)
		if strings.Contains(text, "\n") || rest != "" && !strings.HasPrefix(rest, "//") {
			return
		}
		x := extraction{f: f, fn: fn}
		if !x.variables(s) {
			return
		}
		params, args, ok := x.lists()
		if !ok {
			return
		}
		number++
		name := fmt.Sprintf("extracted%d", number)
		end := f.at(s.End())
		whole := end + len(rest)
		if i := bytes.IndexByte(f.source[end:], '\n'); i >= 0 {
			whole = end + i
		}
		edits[f] = append(edits[f], edit{f.at(s.Pos()), whole, name + "(" + args + ")"},
			edit{len(f.source), len(f.source), fmt.Sprintf("\nfunc %s(%s) {\n\t%s %s\n}\n", name, params, text, rest)})
	})
	for f, es := range edits {
		f.source = apply(f.source, es)
	}
	return number > 0
}

// extractLookups makes a function of each lookup whose result is given to new variables. A value that the lookup drops the function
// drops, too: it would be copied otherwise, with the locks in it.
func extractLookups(m *module) bool { return lookupFunctions(m, false) }

// namedLookups does so with results that have names.
func namedLookups(m *module) bool { return lookupFunctions(m, true) }

func lookupFunctions(m *module, namedResults bool) bool {
	edits := map[*file][]edit{}
	number := 0
	lookup := func(f *file, fn *ast.FuncDecl, s ast.Stmt) {
		a, ok := s.(*ast.AssignStmt)
		if !ok || a.Tok != token.DEFINE || len(a.Rhs) != 1 || len(a.Lhs) > 2 {
			return
		}
		e, ok := a.Rhs[0].(*ast.IndexExpr)
		if !ok || strings.Contains(f.restOfLine(a), "want") {
			return
		}
		mt, ok := typeOf(f, e.X).Underlying().(*types.Map)
		if !ok {
			return
		}
		x := extraction{f: f, fn: fn}
		if !x.variables(e) {
			return
		}
		params, args, ok := x.lists()
		elem, named := x.name(mt.Elem())
		if !ok || !named {
			return
		}
		number++
		name := fmt.Sprintf("extracted%d", number)
		body := fmt.Sprintf("\nfunc %s(%s) %s {\n\treturn %s\n}\n", name, params, elem, f.text(e))
		if id, isName := a.Lhs[0].(*ast.Ident); len(a.Lhs) == 2 && isName && id.Name == "_" {
			body = fmt.Sprintf("\nfunc %s(%s) bool {\n\t_, present := %s\n\treturn present\n}\n", name, params, f.text(e))
			edits[f] = append(edits[f], edit{f.at(a.Lhs[0].Pos()), f.at(a.Lhs[1].Pos()), ""})
		} else if len(a.Lhs) == 2 && namedResults {
			body = fmt.Sprintf("\nfunc %s(%s) (entry %s, present bool) {\n\tentry, present = %s\n\treturn\n}\n", name, params, elem, f.text(e))
		} else if namedResults {
			body = fmt.Sprintf("\nfunc %s(%s) (entry %s) {\n\tentry = %s\n\treturn\n}\n", name, params, elem, f.text(e))
		} else if len(a.Lhs) == 2 {
			body = fmt.Sprintf("\nfunc %s(%s) (%s, bool) {\n\tentry, present := %s\n\treturn entry, present\n}\n", name, params, elem, f.text(e))
		}
		edits[f] = append(edits[f], edit{f.at(e.Pos()), f.at(e.End()), name + "(" + args + ")"}, edit{len(f.source), len(f.source), body})
	}
	eachStatement(m, func(f *file, fn *ast.FuncDecl, s ast.Stmt) {
		lookup(f, fn, s)
		switch s := s.(type) {
		case *ast.IfStmt:
			if s.Init != nil {
				lookup(f, fn, s.Init)
			}
		case *ast.SwitchStmt:
			if s.Init != nil {
				lookup(f, fn, s.Init)
			}
		}
	})
	for f, es := range edits {
		f.source = apply(f.source, es)
	}
	return number > 0
}
