// Command spans prints where generic code and range statements lie in Go files, tab-separated:
//
//	FILE generic START END        a generic function, or a method of a generic type
//	FILE range START END FOR      a range statement at FOR, in the package-level declaration from START to END
//
// Positions are LINE:COLUMN, physical. Files are read from the standard input, a line each; one that cannot be parsed is an error.
package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
)

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, in.Text(), nil, parser.SkipObjectResolution)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		at := func(pos token.Pos) string {
			p := fset.PositionFor(pos, false)
			return fmt.Sprintf("%d:%d", p.Line, p.Column)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && generic(f) {
				fmt.Fprintf(out, "%s\tgeneric\t%s\t%s\n", in.Text(), at(f.Pos()), at(f.End()))
			}
			ast.Inspect(d, func(n ast.Node) bool {
				if r, ok := n.(*ast.RangeStmt); ok {
					fmt.Fprintf(out, "%s\trange\t%s\t%s\t%s\n", in.Text(), at(d.Pos()), at(d.End()), at(r.For))
				}
				return true
			})
		}
	}
}

// generic says whether the function has type parameters of its own or those of its receiver's type.
func generic(f *ast.FuncDecl) bool {
	if f.Type.TypeParams != nil {
		return true
	}
	if f.Recv == nil {
		return false
	}
	t := f.Recv.List[0].Type
	for {
		switch u := t.(type) {
		case *ast.StarExpr:
			t = u.X
		case *ast.ParenExpr:
			t = u.X
		case *ast.IndexExpr, *ast.IndexListExpr:
			return true
		default:
			return false
		}
	}
}
