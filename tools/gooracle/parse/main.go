// Command parse prints what Go's own scanner and parser say about files, for comparison with ours.
//
//	parse [-tokens] [-list FILE] FILE...
//
// Syntax errors are printed as "file:line:column: message", sorted; with -tokens, every token as
// "line:column kind text". The positions are physical (//line directives are not applied).
package main

import (
	"bufio"
	"flag"
	"fmt"
	"go/parser"
	"go/scanner"
	"go/token"
	"os"
	"sort"
	"strings"
)

var tokens = flag.Bool("tokens", false, "print tokens instead of errors")
var list = flag.String("list", "", "read file names from `file`")

func main() {
	flag.Parse()
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	names := flag.Args()
	if *list != "" {
		data, err := os.ReadFile(*list)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		names = append(names, strings.Fields(string(data))...)
	}
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			continue
		}
		if *tokens {
			dump(out, name, src)
		} else {
			check(out, name, src)
		}
	}
}

func check(out *bufio.Writer, name string, src []byte) {
	fset := token.NewFileSet()
	_, err := parser.ParseFile(fset, name, src, parser.AllErrors|parser.SkipObjectResolution)
	if err == nil {
		return
	}
	errs, ok := err.(scanner.ErrorList)
	if !ok {
		fmt.Fprintf(out, "%s:0:0: %v\n", name, err)
		return
	}
	// Undo //line directives: the offset is physical.
	type entry struct {
		line, column int
		msg          string
	}
	var entries []entry
	for _, e := range errs {
		line := 1 + strings.Count(string(src[:e.Pos.Offset]), "\n")
		column := e.Pos.Offset - strings.LastIndexByte(string(src[:e.Pos.Offset]), '\n')
		entries = append(entries, entry{line, column, e.Msg})
	}
	sort.SliceStable(entries, func(i, j int) bool {
		a, b := entries[i], entries[j]
		if a.line != b.line {
			return a.line < b.line
		}
		if a.column != b.column {
			return a.column < b.column
		}
		return a.msg < b.msg
	})
	for _, e := range entries {
		fmt.Fprintf(out, "%s:%d:%d: %s\n", name, e.line, e.column, e.msg)
	}
}

func dump(out *bufio.Writer, name string, src []byte) {
	fset := token.NewFileSet()
	file := fset.AddFile(name, -1, len(src))
	var s scanner.Scanner
	s.Init(file, src, func(pos token.Position, msg string) {
		fmt.Fprintf(out, "error %d %s\n", pos.Offset, msg)
	}, 0)
	for {
		pos, tok, lit := s.Scan()
		fmt.Fprintf(out, "%d %s %q\n", file.Offset(pos), tok, lit)
		if tok == token.EOF {
			return
		}
	}
}
