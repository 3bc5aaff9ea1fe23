package main

import (
	"go/ast"
	"go/token"
	"go/types"
)

const (
	leakRule   = "goroutine-leak"
	growthRule = "unbounded-map"
)

// endings is what a package does to end goroutines and to empty maps.
type endings struct {
	closes    map[types.Object]int // of channels, by variable
	sends     map[types.Object]int
	waits     map[types.Object]bool // a goroutine receives from it where that is its only way out
	ranged    map[types.Object]bool // likewise, by ranging over it: only the close ends it
	deletes   map[types.Object]int  // deletions, clears and replacements of maps
	inserts   map[types.Object]int  // outside of init
	addresses map[types.Object]bool // handed on: others may do any of these
	started   map[types.Object]bool // functions that `go` statements run, outside of main and init
}

// variableOf is the field or variable that an expression names.
func (s *site) variableOf(e ast.Expr) types.Object {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if v, ok := s.object(e).(*types.Var); ok {
			return v.Origin()
		}
	case *ast.SelectorExpr:
		if sel := s.pkg.info.Selections[e]; sel != nil {
			if v, ok := sel.Obj().(*types.Var); ok {
				return v.Origin()
			}
		}
	}
	return nil
}

// again says that the function may run more than once.
func again(fn *ast.FuncDecl) bool {
	return fn.Recv != nil || fn.Name.Name != "main" && fn.Name.Name != "init"
}

// once says that a sync.Once runs it.
func (s *site) once(n ast.Node) bool {
	for n = s.parent[n]; n != nil; n = s.parent[n] {
		if call, ok := n.(*ast.CallExpr); ok {
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
				if f, ok := s.pkg.info.Uses[sel.Sel].(*types.Func); ok && f.FullName() == "(*sync.Once).Do" {
					return true
				}
			}
		}
	}
	return false
}

func endingsOf(p *Program, pkg *Package) *endings {
	out := &endings{map[types.Object]int{}, map[types.Object]int{}, map[types.Object]bool{}, map[types.Object]bool{}, map[types.Object]int{},
		map[types.Object]int{}, map[types.Object]bool{}, map[types.Object]bool{}}
	// Which functions are goroutines is known at the end.
	for _, read := range []func(*site){out.read, out.readWaits} {
		for i, file := range pkg.files {
			for _, decl := range file.Decls {
				fn, ok := decl.(*ast.FuncDecl)
				if !ok || fn.Body == nil {
					continue
				}
				s := &site{program: p, pkg: pkg, file: file, source: pkg.sources[i], fn: fn}
				s.parents()
				read(s)
			}
		}
	}
	return out
}

func (o *endings) read(s *site) {
	used := map[ast.Expr]bool{}
	ast.Inspect(s.fn.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			id, ok := n.Fun.(*ast.Ident)
			if ok && len(n.Args) > 0 && s.pkg.info.Types[n.Fun].IsBuiltin() {
				used[n.Args[0]] = true
				switch id.Name {
				case "close":
					o.closes[s.variableOf(n.Args[0])]++
				case "delete", "clear":
					o.deletes[s.variableOf(n.Args[0])]++
				}
			}
		case *ast.SendStmt:
			o.sends[s.variableOf(n.Chan)]++
			used[n.Chan] = true
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				used[n.X] = true
			}
		case *ast.RangeStmt:
			used[n.X] = true
		case *ast.IndexExpr:
			used[n.X] = true
		case *ast.BinaryExpr:
			used[n.X] = true
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				if index, ok := l.(*ast.IndexExpr); ok {
					if s.fn.Name.Name != "init" {
						o.inserts[s.variableOf(index.X)]++
					}
				} else {
					used[l] = true
					if n.Tok == token.ASSIGN {
						o.deletes[s.variableOf(l)]++
					}
				}
			}
		case *ast.GoStmt:
			if again(s.fn) && !s.once(n) {
				switch f := n.Call.Fun.(type) {
				case *ast.Ident:
					o.started[s.object(f)] = true
				case *ast.SelectorExpr:
					o.started[s.pkg.info.Uses[f.Sel]] = true
				}
			}
		}
		return true
	})
	ast.Inspect(s.fn.Body, func(n ast.Node) bool {
		e, ok := n.(ast.Expr)
		if !ok || used[e] {
			return true
		}
		if _, ok := s.parent[n].(*ast.SelectorExpr); ok {
			return true
		}
		if _, ok := s.parent[n].(*ast.ParenExpr); ok {
			return true
		}
		if v := s.variableOf(e); v != nil && s.pkg.info.Defs[identOf(e)] == nil {
			o.addresses[v] = true
		}
		return true
	})
}

func (o *endings) readWaits(s *site) {
	for _, body := range s.goroutines(o) {
		ast.Inspect(body, func(n ast.Node) bool {
			_, ranges := n.(*ast.RangeStmt)
			for v := range s.onlyExits(n) {
				o.waits[v] = o.waits[v] || !ranges
				o.ranged[v] = o.ranged[v] || ranges
			}
			return true
		})
	}
}

func identOf(e ast.Expr) *ast.Ident {
	id, _ := e.(*ast.Ident)
	return id
}

// goroutine is the body of a literal that a `go` statement starts, which can run more than once.
func (s *site) goroutine(n ast.Node) *ast.BlockStmt {
	g, ok := n.(*ast.GoStmt)
	if !ok || !again(s.fn) || s.once(n) {
		return nil
	}
	if lit, ok := g.Call.Fun.(*ast.FuncLit); ok {
		return lit.Body
	}
	return nil
}

// goroutines are the bodies in the function that run as goroutines: literals, and the function itself.
func (s *site) goroutines(o *endings) []*ast.BlockStmt {
	var out []*ast.BlockStmt
	if o.started[s.pkg.info.Defs[s.fn.Name]] {
		out = append(out, s.fn.Body)
	}
	ast.Inspect(s.fn.Body, func(n ast.Node) bool {
		if b := s.goroutine(n); b != nil {
			out = append(out, b)
		}
		return true
	})
	return out
}

// onlyExits are the channels on which an endless loop, or a range over a channel, waits for its end.
func (s *site) onlyExits(n ast.Node) map[types.Object]bool {
	out := map[types.Object]bool{}
	switch n := n.(type) {
	case *ast.RangeStmt:
		if _, ok := under[*types.Chan](s.typeOf(n.X)); ok && !s.leavesLoop(n.Body, nil) {
			if v := s.variableOf(n.X); v != nil {
				out[v] = true
			}
		}
	case *ast.ForStmt:
		if clause := s.stopCase(n); clause != nil {
			if v := s.variableOf(received(clause)); v != nil {
				out[v] = true
			}
		}
	}
	return out
}

// received is what a clause of a select receives from; null: it sends.
func received(c *ast.CommClause) ast.Expr {
	var e ast.Expr
	switch comm := c.Comm.(type) {
	case *ast.ExprStmt:
		e = comm.X
	case *ast.AssignStmt:
		e = comm.Rhs[0]
	}
	if u, ok := ast.Unparen(e).(*ast.UnaryExpr); ok && u.Op == token.ARROW {
		return u.X
	}
	return nil
}

// stopCase is the clause of a select in an endless loop without which the loop has no exit.
func (s *site) stopCase(loop *ast.ForStmt) *ast.CommClause {
	if loop.Cond != nil {
		return nil
	}
	var stop *ast.CommClause
	ast.Inspect(loop.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.ForStmt, *ast.RangeStmt:
			return false
		case *ast.SelectStmt:
			if len(n.Body.List) < 2 {
				return false
			}
			for _, c := range n.Body.List {
				c := c.(*ast.CommClause)
				if c.Comm != nil && len(c.Body) > 0 && received(c) != nil && s.leavesLoop(&ast.BlockStmt{List: c.Body}, nil) {
					stop = c
				}
			}
			return false
		}
		return true
	})
	if stop == nil || s.leavesLoop(loop.Body, stop) {
		return nil
	}
	return stop
}

// leavesLoop says that something in the block, except in the clause, leaves the loop around it.
func (s *site) leavesLoop(b *ast.BlockStmt, except *ast.CommClause) bool {
	found := false
	var breaks func(n ast.Node, inner bool)
	breaks = func(n ast.Node, inner bool) {
		ast.Inspect(n, func(m ast.Node) bool {
			if m == n || m == nil {
				return true
			}
			switch m := m.(type) {
			case *ast.FuncLit:
				return false
			case *ast.CommClause:
				if m == except {
					return false
				}
			case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
				breaks(m, true)
				return false
			case *ast.ReturnStmt:
				found = true
			case *ast.BranchStmt:
				found = found || m.Label != nil && m.Tok != token.CONTINUE || m.Tok == token.BREAK && !inner || m.Tok == token.GOTO
			case *ast.CallExpr:
				name := ""
				switch f := m.Fun.(type) {
				case *ast.Ident:
					name = f.Name
				case *ast.SelectorExpr:
					name = f.Sel.Name
				}
				found = found || name == "panic" || name == "Goexit" || name == "Exit" || name == "Fatal" || name == "Fatalf"
			}
			return true
		})
	}
	breaks(b, false)
	return found
}

// lifetimes takes out what ends a goroutine or empties a map, where the package has nothing else that does.
func (s *site) lifetimes(o *endings) []candidate {
	var out []candidate
	for _, body := range s.goroutines(o) {
		ast.Inspect(body, func(n ast.Node) bool {
			loop, ok := n.(*ast.ForStmt)
			if !ok {
				return true
			}
			if c := s.stopCase(loop); c != nil {
				out = append(out, candidate{kind: "stop-case", edits: []edit{{c.Pos(), c.End(), ""}}, fault: loop.Pos(), where: c, scope: "package", rules: leakRule})
			}
			return true
		})
	}
	ast.Inspect(s.fn.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 || !s.pkg.info.Types[call.Fun].IsBuiltin() {
			return true
		}
		stmt := s.parent[n]
		switch stmt.(type) {
		case *ast.ExprStmt, *ast.DeferStmt:
		default:
			return true
		}
		v := s.variableOf(call.Args[0])
		if v == nil || o.addresses[v] || v.Exported() {
			return true
		}
		switch call.Fun.(*ast.Ident).Name {
		case "close":
			if o.closes[v] == 1 && o.waits[v] && o.sends[v] == 0 || o.closes[v] == 1 && o.ranged[v] {
				out = append(out, candidate{kind: "close", edits: []edit{{stmt.Pos(), stmt.End(), ""}}, fault: call.Pos(), where: stmt, scope: "package", rules: leakRule})
			}
		case "delete":
			if variable := v.(*types.Var); o.deletes[v] == 1 && o.inserts[v] > 0 && v.Parent() == s.pkg.types.Scope() && !variable.IsField() {
				out = append(out, candidate{kind: "delete-only", edits: []edit{{stmt.Pos(), stmt.End(), ""}}, fault: call.Pos(), where: stmt, scope: "package", rules: growthRule})
			}
		}
		return true
	})
	return out
}
