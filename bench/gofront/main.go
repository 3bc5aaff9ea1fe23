// Gofront times Go's own front end: go/scanner, go/parser and go/types on the packages that the
// arguments name and all that they import, from source, in one process. Sources are read first, so that
// lexing and parsing are timed on text in memory. bench/run.sh runs it beside ptrsafe.
//
// With -errors it prints what go/types reports in the named packages instead: an oracle for the tests.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"time"
)

type listed struct {
	Dir, ImportPath, Name string
	Standard, DepOnly     bool
	GoFiles, CgoFiles     []string
	Imports               []string
	ImportMap             map[string]string
	Module                *struct{ GoVersion string }
	Error                 *struct{ Err string }
	sources               []source
	files                 []*ast.File
	pkg                   *types.Package
}

type source struct {
	name string
	text []byte
}

func main() {
	phase := flag.String("phase", "all", "read, lex, parse, declarations, full, or all (each after the other)")
	dir := flag.String("C", ".", "directory to list packages in")
	tests := flag.Bool("test", false, "test variants too")
	printErrors := flag.Bool("errors", false, "print the errors of the named packages")
	repeat := flag.Int("repeat", 3, "times to lex and parse; the best counts")
	workers := flag.Int("j", 1, "goroutines for parsing (checking follows the import graph on one)")
	asJSON := flag.Bool("json", false, "print one JSON object")
	flag.Parse()

	packages, err := list(*dir, *tests, flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "gofront:", err)
		os.Exit(2)
	}
	// A file that test variants share is parsed once.
	seen := map[string]bool{}
	var unique []source
	lines, size := 0, 0
	for _, p := range packages {
		for _, s := range p.sources {
			if !seen[s.name] {
				seen[s.name] = true
				unique = append(unique, s)
				lines += bytes.Count(s.text, []byte("\n"))
				size += len(s.text)
			}
		}
	}
	out := map[string]any{"go": runtime.Version(), "packages": len(packages), "files": len(unique), "lines": lines, "bytes": size}
	measure := func(name string, times int, f func()) {
		best, wall := time.Duration(1<<62), time.Duration(1<<62)
		for range times {
			runtime.GC()
			start, cpu := time.Now(), cpuTime()
			f()
			wall = min(wall, time.Since(start))
			best = min(best, cpuTime()-cpu)
		}
		out[name+"_cpu_s"] = best.Seconds()
		out[name+"_wall_s"] = wall.Seconds()
		out[name+"_lines_per_cpu_s"] = float64(lines) / best.Seconds()
	}

	want := func(name string) bool { return *phase == "all" || *phase == name }
	if want("read") {
		measure("read", *repeat, func() { each(*workers, unique, func(s source) { os.ReadFile(s.name) }) })
	}
	if want("lex") {
		measure("lex", *repeat, func() { each(*workers, unique, lex) })
	}
	if want("parse") {
		measure("parse", *repeat, func() {
			fset := token.NewFileSet()
			each(*workers, unique, func(s source) { parser.ParseFile(fset, s.name, s.text, parser.SkipObjectResolution) })
		})
	}
	if want("declarations") {
		measure("declarations", 1, func() { check(packages, true, nil) })
	}
	if want("full") {
		var errors []string
		measure("full", 1, func() { errors = check(packages, false, &errors) })
		if *printErrors {
			for _, e := range errors {
				fmt.Println(e)
			}
		}
		out["errors"] = len(errors)
	}
	out["peak_rss_kb"] = peak()
	if *printErrors {
		return
	}
	if *asJSON {
		json.NewEncoder(os.Stdout).Encode(out)
		return
	}
	for _, key := range []string{"packages", "files", "lines", "bytes", "errors", "peak_rss_kb"} {
		if v, ok := out[key]; ok {
			fmt.Printf("%-28s %v\n", key, v)
		}
	}
	for _, name := range []string{"read", "lex", "parse", "declarations", "full"} {
		if v, ok := out[name+"_lines_per_cpu_s"].(float64); ok {
			fmt.Printf("%-28s %.3f M lines per CPU second (%.2f s CPU, %.2f s)\n", name, v/1e6, out[name+"_cpu_s"], out[name+"_wall_s"])
		}
	}
}

// list asks the go command for the packages in an order in which imports come first, and reads them.
func list(dir string, tests bool, patterns []string) ([]*listed, error) {
	args := []string{"list", "-e", "-deps", "-json=Dir,ImportPath,Name,Standard,DepOnly,GoFiles,CgoFiles,Imports,ImportMap,Module,Error"}
	if tests {
		args = append(args, "-test")
	}
	cmd := exec.Command("go", append(append(args, "--"), patterns...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	text, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	var packages []*listed
	for d := json.NewDecoder(bytes.NewReader(text)); d.More(); {
		p := new(listed)
		if err := d.Decode(p); err != nil {
			return nil, err
		}
		if strings.HasSuffix(p.ImportPath, ".test") {
			continue // the generated main package
		}
		for _, name := range p.GoFiles {
			if !filepath.IsAbs(name) {
				name = filepath.Join(p.Dir, name)
			}
			text, err := os.ReadFile(name)
			if err != nil {
				return nil, err
			}
			p.sources = append(p.sources, source{name, text})
		}
		packages = append(packages, p)
	}
	return packages, nil
}

func each(workers int, sources []source, f func(source)) {
	var group sync.WaitGroup
	queue := make(chan source, len(sources))
	for _, s := range sources {
		queue <- s
	}
	close(queue)
	for range max(1, workers) {
		group.Go(func() {
			for s := range queue {
				f(s)
			}
		})
	}
	group.Wait()
}

func lex(s source) {
	var sc scanner.Scanner
	file := token.NewFileSet().AddFile(s.name, -1, len(s.text))
	sc.Init(file, s.text, nil, 0)
	for {
		if _, tok, _ := sc.Scan(); tok == token.EOF {
			return
		}
	}
}

// check parses and checks everything, keeping it all, and returns the errors of the named packages.
func check(packages []*listed, declarations bool, _ *[]string) (errors []string) {
	fset := token.NewFileSet()
	byPath := map[string]*listed{}
	parsed := map[string]*ast.File{}
	for _, p := range packages {
		byPath[p.ImportPath] = p
		if p.ImportPath == "unsafe" {
			p.pkg = types.Unsafe
			continue
		}
		report := func(err error) {
			if !p.DepOnly {
				errors = append(errors, err.Error())
			}
		}
		p.files = p.files[:0]
		for _, s := range p.sources {
			f := parsed[s.name]
			if f == nil {
				var err error
				f, err = parser.ParseFile(fset, s.name, s.text, parser.SkipObjectResolution|parser.AllErrors|parser.ParseComments)
				if err != nil {
					report(err)
				}
				parsed[s.name] = f
			}
			p.files = append(p.files, f)
		}
		version := "go" + strings.TrimPrefix(runtime.Version(), "go")
		if p.Module != nil && p.Module.GoVersion != "" {
			version = "go" + p.Module.GoVersion
		}
		conf := types.Config{
			GoVersion:        version,
			IgnoreFuncBodies: declarations,
			FakeImportC:      true,
			Sizes:            types.SizesFor("gc", "amd64"),
			Error:            report,
			Importer: importer(func(path string) (*types.Package, error) {
				if actual, ok := p.ImportMap[path]; ok {
					path = actual
				}
				if dep := byPath[path]; dep != nil && dep.pkg != nil {
					return dep.pkg, nil
				}
				return nil, fmt.Errorf("no package %s", path)
			}),
		}
		info := &types.Info{
			Types:        map[ast.Expr]types.TypeAndValue{},
			Instances:    map[*ast.Ident]types.Instance{},
			Defs:         map[*ast.Ident]types.Object{},
			Uses:         map[*ast.Ident]types.Object{},
			Implicits:    map[ast.Node]types.Object{},
			Selections:   map[*ast.SelectorExpr]*types.Selection{},
			Scopes:       map[ast.Node]*types.Scope{},
			FileVersions: map[*ast.File]string{},
		}
		path, _, _ := strings.Cut(p.ImportPath, " ")
		p.pkg, _ = conf.Check(path, fset, p.files, info)
		keep = append(keep, info)
	}
	return errors
}

var keep []*types.Info

type importer func(string) (*types.Package, error)

func (f importer) Import(path string) (*types.Package, error) { return f(path) }

func cpuTime() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func peak() int {
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			var kb int
			fmt.Sscan(rest, &kb)
			return kb
		}
	}
	return 0
}

func init() { debug.SetGCPercent(100) }
