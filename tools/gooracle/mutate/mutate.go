package main

import (
	"fmt"
	"go/build"
	"go/parser"
	"go/scanner"
	"go/token"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
)

type source struct {
	name string
	text []byte
}

// collect makes a package of each file that is named or below a directory that is named.
func collect(paths []string) [][]source {
	var all [][]source
	for _, path := range paths {
		check(filepath.WalkDir(path, func(file string, entry os.DirEntry, err error) error {
			check(err)
			if entry.IsDir() || !strings.HasSuffix(file, ".go") {
				return nil
			}
			text, err := os.ReadFile(file)
			check(err)
			if usable(filepath.Dir(file), filepath.Base(file), text) {
				all = append(all, []source{{"f.go", text}})
			}
			return nil
		}))
	}
	return all
}

// usable tells whether a file can stand alone, unchanged by what is not in the language.
func usable(dir, name string, text []byte) bool {
	if len(text) > 200_000 || strings.Contains(string(text), "//line") || strings.Contains(string(text), "/*line") {
		return false
	}
	if ok, err := build.Default.MatchFile(dir, name); !ok || err != nil {
		return false
	}
	tree, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly)
	if err != nil {
		return false
	}
	for _, spec := range tree.Imports {
		path := strings.Trim(spec.Path.Value, "\"`")
		first, _, _ := strings.Cut(path, "/")
		if path == "" || path == "C" || path == "runtime/cgo" || strings.HasPrefix(path, ".") || strings.Contains(path, "internal") || first == "vendor" || first == "cmd" {
			return false
		}
		if *patterns == "" {
			if info, err := os.Stat(filepath.Join(build.Default.GOROOT, "src", path)); path != "unsafe" && (err != nil || !info.IsDir()) {
				return false
			}
		}
	}
	return true
}

// collectPackages returns the packages that need nothing that only their own module may import.
func collectPackages(dir string, patterns []string) [][]source {
	var all [][]source
next:
	for _, p := range goList(dir, patterns...) {
		if len(p.CgoFiles) > 0 || len(p.GoFiles) == 0 {
			continue
		}
		var files []source
		for _, name := range p.GoFiles {
			text, err := os.ReadFile(filepath.Join(p.Dir, name))
			check(err)
			if !usable(p.Dir, name, text) {
				continue next
			}
			files = append(files, source{name, text})
		}
		all = append(all, files)
	}
	return all
}

type tokenAt struct {
	begin, end int
	tok        token.Token
	text       string
}

// tokens returns the tokens after the package clause and the imports.
func tokens(f source) []tokenAt {
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, f.name, f.text, parser.ImportsOnly)
	if err != nil {
		return nil
	}
	first := fset.Position(tree.Name.End()).Offset
	if n := len(tree.Decls); n > 0 {
		first = fset.Position(tree.Decls[n-1].End()).Offset
	}
	file := fset.AddFile(f.name, -1, len(f.text))
	var s scanner.Scanner
	s.Init(file, f.text, nil, 0)
	var list []tokenAt
	for {
		pos, tok, text := s.Scan()
		if tok == token.EOF {
			return list
		}
		begin := file.Offset(pos)
		if begin < first || tok == token.SEMICOLON && text == "\n" {
			continue
		}
		if text == "" {
			text = tok.String()
		}
		list = append(list, tokenAt{begin, begin + len(text), tok, text})
	}
}

var (
	predeclared = strings.Fields("int string bool float64 uint8 error any comparable nil true iota len cap make new append copy panic min max _ byte rune complex128 uintptr")
	literals    = []string{`0`, `1`, `-1`, `"s"`, `'c'`, `1.5`, `2i`, `nil`, `1<<70`, `struct{}{}`, `[]int{1}`, `func() {}`, `1e100`, `""`}
	operators   = strings.Fields("+ - * / % & | ^ &^ << >> == != < <= > >= && || = := += -= <<= <- ! ~ . , ; : ... ( ) [ ] { } ++ --")
	prefixes    = strings.Fields("* & [] <- ! - ^ ~ chan map[int] func() struct{} ...")
	keywords    = strings.Fields("break continue fallthrough return goto go defer if for switch select case default range type var const func chan map struct interface")
)

// mutate changes one of the files and says how; false if it found nothing to change.
func mutate(random *rand.Rand, files []source) (string, bool) {
	i := random.Intn(len(files))
	f := files[i]
	list := tokens(f)
	if len(list) < 3 {
		return "", false
	}
	at := random.Intn(len(list))
	t := list[at]
	pick := func(from []string) string { return from[random.Intn(len(from))] }
	other := func(want token.Token) (tokenAt, bool) {
		for range 50 {
			if o := list[random.Intn(len(list))]; o.tok == want && o.text != t.text {
				return o, true
			}
		}
		return tokenAt{}, false
	}
	replacement := ""
	switch roll := random.Intn(100); {
	case roll < 55: // an identifier for another
		for range 50 {
			if t.tok == token.IDENT {
				break
			}
			at = random.Intn(len(list))
			t = list[at]
		}
		o, ok := other(token.IDENT)
		if t.tok != token.IDENT || !ok {
			return "", false
		}
		if replacement = o.text; random.Intn(4) == 0 {
			replacement = pick(predeclared)
		}
	case roll < 65: // an operand by a literal
		if t.tok != token.IDENT && !t.tok.IsLiteral() {
			return "", false
		}
		replacement = pick(literals)
	case roll < 75:
		if !t.tok.IsOperator() {
			return "", false
		}
		replacement = pick(operators)
	case roll < 85: // something before it
		if t.tok != token.IDENT {
			return "", false
		}
		replacement = pick(prefixes) + " " + t.text
	case roll < 90: // nothing
	case roll < 93:
		replacement = t.text + " " + t.text
	case roll < 96:
		if !t.tok.IsKeyword() {
			return "", false
		}
		replacement = pick(keywords)
	default: // a whole line is dropped
		for t.end < len(f.text) && f.text[t.end] != '\n' {
			t.end++
		}
	}
	old := string(f.text[t.begin:t.end])
	text := append([]byte(nil), f.text[:t.begin]...)
	text = append(text, replacement...)
	text = append(text, f.text[t.end:]...)
	files[i].text = text
	line := strings.Count(string(f.text[:t.begin]), "\n")
	changed := strings.Split(string(text), "\n")[line]
	return fmt.Sprintf("%s:%d: %q for %q: %s", f.name, line+1, replacement, old, strings.TrimSpace(changed)), true
}
