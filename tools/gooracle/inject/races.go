package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

const (
	// Whatever a lock guards races without it: the content of a map, the variable that has it, what it holds.
	lockRules = "concurrent-map-access,unsynchronized-swap,guarded-pointer-escape"
	mixedRule = "mixed-atomic"
)

// races takes locks away from accesses that another function of the package makes under the same mutex, one of the two a write: whoever
// wrote the lock knows of goroutines. Functions that take a second mutex, and objects that the function has made, are left alone.
func (s *site) races(g guards) []candidate {
	var out []candidate
	for _, sec := range s.sections() {
		if !s.shared(sec.mutex) || s.others(sec) {
			continue
		}
		var contents, swaps []access
		for _, a := range s.accesses(sec) {
			if !g.conflict(guardKey{a.place, sec.key}, s.fn, a.write) {
				continue
			}
			if a.content {
				contents = append(contents, a)
			} else {
				swaps = append(swaps, a)
			}
		}
		if len(contents) > 0 {
			out = append(out, s.unlocked(sec, "lock-map", contents[0], lockRules), s.early(sec, "unlock-map", contents[len(contents)-1], lockRules))
			for _, a := range contents {
				if a.write && sec.write && sec.rw {
					out = append(out, s.shareLock(sec, a))
					break
				}
			}
		} else if len(swaps) > 0 {
			out = append(out, s.unlocked(sec, "lock-swap", swaps[0], lockRules), s.early(sec, "unlock-swap", swaps[len(swaps)-1], lockRules))
		}
		for _, u := range s.pointeeUses(sec) {
			if u.stmt > 0 && g.conflict(guardKey{place{u.field, false}, sec.key}, s.fn, u.write) {
				if c := s.early(sec, "unlock-escape", access{at: u.at, stmt: u.stmt}, lockRules); c.kind != "" && s.outside(sec, u.stmt) {
					out = append(out, c)
					break
				}
			}
		}
	}
	kept := out[:0]
	for _, c := range out {
		if c.kind != "" {
			kept = append(kept, c)
		}
	}
	return kept
}

// outside says that no map of the object is accessed from the statement on, so that what is at fault is the pointee.
func (s *site) outside(sec *section, from int) bool {
	for _, a := range s.accesses(sec) {
		if a.stmt >= from {
			return false
		}
	}
	return true
}

// unlocked takes the lock and its unlocks out.
func (s *site) unlocked(sec *section, kind string, a access, rules string) candidate {
	edits := []edit{{sec.lock.Pos(), sec.lock.End(), ""}}
	for _, u := range s.unlocks(sec) {
		edits = append(edits, edit{u.Pos(), u.End(), ""})
	}
	if sec.pending != nil {
		edits = append(edits, edit{sec.pending.Pos(), sec.pending.End(), ""})
	} else {
		edits = append(edits, edit{sec.unlock.Pos(), sec.unlock.End(), ""})
	}
	return candidate{kind: kind, edits: edits, fault: a.at.Pos(), where: sec.lock, scope: "function", rules: rules}
}

// early moves the unlock above the statement of the access; ways out before that get one of their own.
func (s *site) early(sec *section, kind string, a access, rules string) candidate {
	if len(s.unlocks(sec)) > 0 {
		return candidate{}
	}
	stmt := sec.body[a.stmt]
	var undo ast.Node
	var text string
	if sec.pending != nil {
		undo, text = sec.pending, s.text(sec.pending.Call)
	} else {
		undo, text = sec.unlock, s.text(sec.unlock)
	}
	edits := []edit{{undo.Pos(), undo.End(), ""}, {stmt.Pos(), stmt.Pos(), text + "; "}}
	for _, r := range returns(sec.body[:a.stmt]) {
		if _, ok := r.(*ast.ReturnStmt); !ok || sec.pending == nil {
			return candidate{}
		}
		edits = append(edits, edit{r.Pos(), r.Pos(), text + "; "})
	}
	return candidate{kind: kind, edits: edits, fault: a.at.Pos(), where: sec.lock, scope: "function", rules: rules}
}

// shareLock makes a Lock around a write a RLock.
func (s *site) shareLock(sec *section, a access) candidate {
	var edits []edit
	read := func(call ast.Expr) {
		sel := call.(*ast.CallExpr).Fun.(*ast.SelectorExpr).Sel
		edits = append(edits, edit{sel.Pos(), sel.End(), "R" + sel.Name})
	}
	read(sec.lock.X)
	for _, u := range s.unlocks(sec) {
		read(u.(*ast.ExprStmt).X)
	}
	if sec.pending != nil {
		read(sec.pending.Call)
	} else {
		read(sec.unlock.X)
	}
	return candidate{kind: "rlock", edits: edits, fault: a.at.Pos(), where: sec.lock, scope: "function", rules: lockRules}
}

// atomicUses counts the functions that access a variable by sync/atomic, and those that change it.
type atomicUses map[*types.Var]*pattern

func (s *site) atomicCall(n ast.Node) (v *types.Var, operand ast.Expr, name string) {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return nil, nil, ""
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil, nil, ""
	}
	f, ok := s.pkg.info.Uses[sel.Sel].(*types.Func)
	if !ok || f.Pkg() == nil || f.Pkg().Path() != "sync/atomic" || f.Signature().Recv() != nil {
		return nil, nil, ""
	}
	address, ok := call.Args[0].(*ast.UnaryExpr)
	if !ok || address.Op != token.AND {
		return nil, nil, ""
	}
	switch x := ast.Unparen(address.X).(type) {
	case *ast.SelectorExpr:
		if sel := s.pkg.info.Selections[x]; sel != nil {
			return sel.Obj().(*types.Var).Origin(), x, f.Name()
		}
	case *ast.Ident:
		if v, ok := s.object(x).(*types.Var); ok && v.Parent() == s.pkg.types.Scope() {
			return v, x, f.Name()
		}
	}
	return nil, nil, ""
}

func atomicsOf(p *Program, pkg *Package) atomicUses {
	out := atomicUses{}
	for i, file := range pkg.files {
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			s := &site{program: p, pkg: pkg, file: file, source: pkg.sources[i], fn: fn}
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				if v, _, name := s.atomicCall(n); v != nil {
					if out[v] == nil {
						out[v] = &pattern{map[*ast.FuncDecl]bool{}, map[*ast.FuncDecl]bool{}}
					}
					if strings.HasPrefix(name, "Load") {
						out[v].readers[fn] = true
					} else {
						out[v].writers[fn] = true
					}
				}
				return true
			})
		}
	}
	return out
}

// plain makes an atomic operation a plain one, where other functions go on atomically.
func (s *site) plain(uses atomicUses) []candidate {
	var out []candidate
	ast.Inspect(s.fn.Body, func(n ast.Node) bool {
		v, x, name := s.atomicCall(n)
		if v == nil || !s.shared(rootOf(x)) {
			return true
		}
		call := n.(*ast.CallExpr)
		_, statement := s.parent[n].(*ast.ExprStmt)
		write := !strings.HasPrefix(name, "Load")
		if !(guards{guardKey{}: uses[v]}).conflict(guardKey{}, s.fn, write) {
			return true
		}
		c := candidate{kind: "atomic", fault: x.Pos(), where: call, scope: "function", rules: mixedRule}
		switch {
		case !write:
			c.edits = []edit{{call.Pos(), call.End(), s.text(x)}}
		case strings.HasPrefix(name, "Store") && statement:
			c.edits = []edit{{call.Pos(), call.End(), s.text(x) + " = " + s.text(call.Args[1])}}
		case strings.HasPrefix(name, "Add") && statement:
			c.edits = []edit{{call.Pos(), call.End(), s.text(x) + " += " + s.text(call.Args[1])}}
		default:
			return true
		}
		out = append(out, c)
		return true
	})
	return out
}

func rootOf(e ast.Expr) ast.Expr {
	for {
		sel, ok := e.(*ast.SelectorExpr)
		if !ok {
			return e
		}
		e = sel.X
	}
}
