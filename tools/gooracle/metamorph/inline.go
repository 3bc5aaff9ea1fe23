package main

import (
	"go/ast"
	"go/types"
	"sort"
	"strings"
)

// A helper is a function of one statement that can stand where it is called.
type helper struct {
	f      *file
	decl   *ast.FuncDecl
	params []*types.Var // the receiver first
	body   ast.Node     // the returned expression, or the statement
	result types.Type   // nil for a statement
}

// inlineCalls replaces calls of helpers in the same package by what they do.
func inlineCalls(m *module) bool {
	helpers := map[types.Object]*helper{}
	for _, f := range m.files {
		for _, d := range f.syntax.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil && fn.Type.TypeParams == nil && !f.isTest() {
				if h := helperOf(f, fn); h != nil {
					helpers[f.pkg.info.Defs[fn.Name]] = h
				}
			}
		}
	}
	edits := map[*file][]edit{}
	replaced, used := map[*helper]int{}, map[*helper]int{}
	for _, f := range m.files {
		for _, obj := range f.pkg.info.Uses {
			if h := helpers[obj]; h != nil && h.f == f {
				used[h]++
			}
		}
		if f.isTest() {
			continue
		}
		for _, d := range f.syntax.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil || helpers[f.pkg.info.Defs[fn.Name]] != nil {
				continue
			}
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.GoStmt, *ast.DeferStmt:
					return false
				case *ast.ExprStmt:
					if call, ok := n.X.(*ast.CallExpr); ok {
						if text, h := inlined(f, helpers, call, false); h != nil {
							replaced[h]++
							edits[f] = append(edits[f], edit{f.at(n.Pos()), f.at(n.End()), text})
							return false
						}
					}
				case *ast.CallExpr:
					if text, h := inlined(f, helpers, n, true); h != nil {
						replaced[h]++
						edits[f] = append(edits[f], edit{f.at(n.Pos()), f.at(n.End()), "(" + text + ")"})
						return false
					}
				}
				return true
			})
		}
	}
	// A helper that nobody calls any more would be a function that anybody may call.
	for h, n := range replaced {
		if n == used[h] && !h.decl.Name.IsExported() {
			from, to := h.f.declaration(h.decl)
			edits[h.f] = append(edits[h.f], edit{from, to, ""})
		}
	}
	for f, es := range edits {
		f.source = apply(f.source, es)
	}
	return len(edits) > 0
}

func helperOf(f *file, fn *ast.FuncDecl) *helper {
	if len(fn.Body.List) != 1 || strings.Contains(f.text(fn.Body), "// want") || strings.Contains(f.restOfLine(fn.Body.List[0]), "want") {
		return nil
	}
	h := &helper{f: f, decl: fn}
	fields := fn.Type.Params.List
	if fn.Recv != nil {
		fields = append([]*ast.Field{fn.Recv.List[0]}, fields...)
	}
	for _, field := range fields {
		if _, ok := field.Type.(*ast.Ellipsis); ok || len(field.Names) == 0 {
			return nil
		}
		for _, name := range field.Names {
			v, ok := f.pkg.info.Defs[name].(*types.Var)
			if !ok {
				return nil
			}
			h.params = append(h.params, v)
		}
	}
	switch s := fn.Body.List[0].(type) {
	case *ast.ReturnStmt:
		if len(s.Results) != 1 {
			return nil
		}
		h.body = s.Results[0]
		h.result = f.pkg.info.Defs[fn.Name].(*types.Func).Signature().Results().At(0).Type()
		if !types.Identical(h.result, typeOf(f, s.Results[0])) {
			return nil
		}
	case *ast.AssignStmt, *ast.IncDecStmt:
		h.body = s
	case *ast.ExprStmt:
		h.body = s
	default:
		return nil
	}
	// Names of its own, and parameters that it changes, would have to be renamed.
	changesOwn := func(l ast.Expr) bool {
		// A field or an element of a parameter is a part of the copy.
		for f.partOf(l) != nil {
			l = f.partOf(l)
		}
		id, isName := l.(*ast.Ident)
		if !isName {
			return false
		}
		v, isVar := f.object(id).(*types.Var)
		return isVar && v.Parent() != f.pkg.types.Scope()
	}
	ok := true
	ast.Inspect(h.body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			ok = false
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				ok = ok && !changesOwn(l)
			}
		case *ast.IncDecStmt:
			ok = !changesOwn(n.X)
		case *ast.CallExpr:
			if id, isName := n.Fun.(*ast.Ident); isName && id.Name == "recover" {
				ok = false
			}
		case *ast.UnaryExpr:
			if id, isName := n.X.(*ast.Ident); isName && n.Op.String() == "&" {
				if v, isVar := f.object(id).(*types.Var); isVar && v.Parent() != f.pkg.types.Scope() {
					ok = false
				}
			}
		}
		return ok
	})
	if !ok {
		return nil
	}
	return h
}

// partOf is the struct or array that an expression is a part of; nil where a pointer, slice or map is followed.
func (f *file) partOf(e ast.Expr) ast.Expr {
	switch e := ast.Unparen(e).(type) {
	case *ast.SelectorExpr:
		if _, isStruct := typeOf(f, e.X).Underlying().(*types.Struct); isStruct && f.pkg.info.Selections[e] != nil && !f.pkg.info.Selections[e].Indirect() {
			return e.X
		}
	case *ast.IndexExpr:
		if _, isArray := typeOf(f, e.X).Underlying().(*types.Array); isArray {
			return e.X
		}
	}
	return nil
}

// inlined is the text that stands for a call: the helper's with the arguments put in, which must be names, fields or constants.
func inlined(f *file, helpers map[types.Object]*helper, call *ast.CallExpr, value bool) (string, *helper) {
	var h *helper
	args := call.Args
	switch fun := call.Fun.(type) {
	case *ast.Ident:
		h = helpers[f.pkg.info.Uses[fun]]
	case *ast.SelectorExpr:
		if s := f.pkg.info.Selections[fun]; s != nil && s.Kind() == types.MethodVal && len(s.Index()) == 1 {
			h = helpers[s.Obj()]
			args = append([]ast.Expr{fun.X}, args...)
		}
	}
	if h == nil || h.f.pkg != f.pkg || value != (h.result != nil) || len(args) != len(h.params) {
		return "", nil
	}
	texts := map[types.Object]string{}
	for i, a := range args {
		_, constant := a.(*ast.BasicLit)
		if !constant && (!simple(a) || !types.Identical(typeOf(f, a), h.params[i].Type())) {
			return "", nil
		}
		texts[h.params[i]] = f.text(a)
		if constant {
			texts[h.params[i]] = types.TypeString(h.params[i].Type(), types.RelativeTo(f.pkg.types)) + "(" + f.text(a) + ")"
		}
	}
	// What else the helper names must mean the same here: other files may not import it, and the function may hide it.
	base := h.f.at(h.body.Pos())
	var edits []edit
	ok := true
	ast.Inspect(h.body, func(n ast.Node) bool {
		id, isName := n.(*ast.Ident)
		if !isName {
			return true
		}
		obj := h.f.pkg.info.Uses[id]
		if text, isParam := texts[obj]; isParam {
			edits = append(edits, edit{h.f.at(id.Pos()) - base, h.f.at(id.End()) - base, text})
		} else if _, isPackage := obj.(*types.PkgName); isPackage && h.f != f {
			ok = false
		} else if obj != nil && obj.Parent() == f.pkg.types.Scope() {
			inner := f.pkg.types.Scope().Innermost(call.Pos())
			if inner != nil {
				if _, found := inner.LookupParent(id.Name, call.Pos()); found != obj {
					ok = false
				}
			}
		}
		return true
	})
	sort.Slice(edits, func(i, j int) bool { return edits[i].from < edits[j].from })
	if !ok {
		return "", nil
	}
	return string(apply([]byte(h.f.text(h.body)), edits)), h
}

func simple(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return true
	case *ast.SelectorExpr:
		return simple(e.X)
	}
	return false
}
