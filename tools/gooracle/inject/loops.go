package main

import (
	"go/ast"
	"go/build/constraint"
	"go/token"
	"go/types"
	"go/version"
)

// loops finds loop variables whose address is stored, and makes one of each loop: by the language version of the file, or, below go1.22, by
// taking out the copy `v := v`.
func (s *site) loops() []candidate {
	var out []candidate
	ast.Inspect(s.fn.Body, func(n ast.Node) bool {
		var vars []types.Object
		var body *ast.BlockStmt
		switch n := n.(type) {
		case *ast.RangeStmt:
			if n.Tok == token.DEFINE {
				for _, e := range []ast.Expr{n.Key, n.Value} {
					if id, ok := e.(*ast.Ident); ok && id.Name != "_" {
						vars = append(vars, s.object(id))
					}
				}
			}
			body = n.Body
		default:
			return true
		}
		if version.Compare(s.pkg.version, "go1.22") < 0 {
			for _, stmt := range body.List {
				a, ok := stmt.(*ast.AssignStmt)
				if !ok || a.Tok != token.DEFINE || len(a.Lhs) != 1 || s.text(a.Lhs[0]) != s.text(a.Rhs[0]) {
					continue
				}
				copied := s.object(a.Lhs[0].(*ast.Ident))
				if at := s.stored(copied, body); at.IsValid() && !leaves(body) {
					out = append(out, candidate{kind: "loop-copy", edits: []edit{{a.Pos(), a.End(), ""}}, fault: at, where: a, scope: "function",
						rules: "loop-var-address,aliased-map-values"})
				}
			}
			return true
		}
		if s.constrained() || version.Compare(s.pkg.version, "go1.21") < 0 {
			return true
		}
		for _, v := range vars {
			if at := s.stored(v, body); at.IsValid() && !leaves(body) {
				top := s.file.FileStart
				out = append(out, candidate{kind: "loop-version", edits: []edit{{top, top, "//go:build go1.21\n\n"}}, fault: at, where: n, scope: "function",
					rules: "loop-var-address,aliased-map-values", above: 2})
				break
			}
		}
		return true
	})
	return out
}

func (s *site) constrained() bool {
	for _, group := range s.file.Comments {
		for _, c := range group.List {
			if c.Pos() < s.file.Package && (constraint.IsGoBuild(c.Text) || constraint.IsPlusBuild(c.Text)) {
				return true
			}
		}
	}
	return false
}

// stored is where the variable's address goes to something that outlives the iteration: `&v` appended, assigned to an entry or a field, or
// sent; or v in a function literal that a go statement starts, or that is appended or stored.
func (s *site) stored(v types.Object, body *ast.BlockStmt) token.Pos {
	found := token.NoPos
	// Of a statement that ends the loop nothing is overwritten.
	ast.Inspect(body, func(n ast.Node) bool {
		if found.IsValid() {
			return false
		}
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, r := range n.Rhs {
				if call, ok := r.(*ast.CallExpr); ok {
					if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "append" && s.pkg.info.Types[id].IsBuiltin() {
						for _, a := range call.Args[1:] {
							found = s.holds(v, a)
						}
					}
				} else if len(n.Lhs) == len(n.Rhs) {
					switch l := n.Lhs[i].(type) {
					case *ast.IndexExpr:
						if _, ok := under[*types.Map](s.typeOf(l.X)); ok {
							found = s.holds(v, r)
						}
					}
				}
				if found.IsValid() && s.endsLoop(n) {
					found = token.NoPos
				}
			}
		case *ast.SendStmt:
			found = s.holds(v, n.Value)
		case *ast.GoStmt:
			if lit, ok := n.Call.Fun.(*ast.FuncLit); ok {
				found = s.captured(v, lit)
			}
		}
		return true
	})
	return found
}

func (s *site) endsLoop(n ast.Node) bool {
	block, ok := s.parent[n].(*ast.BlockStmt)
	return ok && leaves(block)
}

// holds: the expression's value has the variable's address in it.
func (s *site) holds(v types.Object, e ast.Expr) token.Pos {
	switch e := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		if id, ok := ast.Unparen(e.X).(*ast.Ident); ok && e.Op == token.AND && s.object(id) == v {
			return e.Pos()
		}
		if lit, ok := e.X.(*ast.CompositeLit); ok && e.Op == token.AND {
			return s.holds(v, lit)
		}
	case *ast.CompositeLit:
		for _, x := range e.Elts {
			if kv, ok := x.(*ast.KeyValueExpr); ok {
				x = kv.Value
			}
			if at := s.holds(v, x); at.IsValid() {
				return at
			}
		}
	case *ast.FuncLit:
		return s.captured(v, e)
	}
	return token.NoPos
}

func (s *site) captured(v types.Object, lit *ast.FuncLit) token.Pos {
	found := token.NoPos
	ast.Inspect(lit.Body, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && !found.IsValid() && s.pkg.info.Uses[id] == v {
			found = id.Pos()
		}
		return !found.IsValid()
	})
	return found
}
