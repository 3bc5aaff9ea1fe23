// mutate compares ptrsafe with go/types on wrong programs: it changes tokens of real Go files, type-checks each
// changed package with Go's own checker and with `ptrsafe types`, and reports where the two differ.
//
//	mutate -ptrsafe BINARY [-n N] [-seed S] [-show K] [-messages] [-keep DIR] [-C DIR -packages PATTERNS] [FILE.go | DIR]...
//
// A file given is a package of its own, a directory stands for all files in it and below it; -packages takes whole
// packages as `go list` in -C DIR names them. Exit status 1 if the lines of errors differ in more than -allow packages.
package main

import (
	"flag"
	"fmt"
	"go/build"
	"log"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
)

var (
	binary    = flag.String("ptrsafe", "", "the binary to test")
	count     = flag.Int("n", 1000, "mutated packages")
	seed      = flag.Int64("seed", 1, "seed of the mutations")
	show      = flag.Int("show", 20, "differences to print")
	messages  = flag.Bool("messages", false, "compare columns and messages, too")
	keep      = flag.String("keep", "", "write the packages here and leave them there")
	dir       = flag.String("C", ".", "where go list runs for -packages; its go.mod is used for the mutated packages")
	patterns  = flag.String("packages", "", "packages to mutate, as for go list")
	allow     = flag.Int("allow", 0, "packages that may differ")
	unchanged = flag.Bool("unchanged", false, "compare the packages as they are")
	recovery  = flag.Bool("recovery", false, "compare all errors of packages with syntax errors, not each file's first")
	goroot    = flag.String("goroot", "", "GOROOT for ptrsafe (default: that of the go command)")
)

// A report is an error as both sides print it.
type report struct {
	line, column int
	message      string // its first line
}

// A sample is one package, mutated.
type sample struct {
	name   string   // its directory below the output directory
	files  []source // all files of the package
	change string   // what was changed, for people
	syntax bool     // the parser has errors
	want   map[string][]report
	got    map[string][]report
}

func main() {
	log.SetFlags(0)
	flag.Parse()
	build.Default.CgoEnabled = false
	if *binary == "" || (flag.NArg() == 0 && *patterns == "") {
		flag.Usage()
		os.Exit(2)
	}
	out := *keep
	if out == "" {
		temporary, err := os.MkdirTemp("", "mutate")
		check(err)
		defer os.RemoveAll(temporary)
		out = temporary
	}
	originals := collect(flag.Args())
	if *patterns != "" {
		originals = append(originals, collectPackages(*dir, strings.Fields(*patterns))...)
	}
	if len(originals) == 0 {
		log.Fatal("nothing to mutate")
	}
	oracle := newOracle(*dir, *patterns != "", originals)

	random := rand.New(rand.NewSource(*seed))
	samples := make([]*sample, 0, *count)
	if *unchanged {
		*count = len(originals)
	}
	for i := 0; len(samples) < *count && i < 100**count; i++ {
		original := originals[random.Intn(len(originals))]
		if *unchanged {
			original = originals[i%len(originals)]
		}
		s := &sample{name: fmt.Sprintf("m%05d", len(samples)), files: append([]source(nil), original...)}
		if !*unchanged {
			var ok bool
			if s.change, ok = mutate(random, s.files); !ok {
				continue
			}
		}
		s.want = oracle.check(s)
		samples = append(samples, s)
	}
	write(out, samples)
	runPtrsafe(out, samples)
	bad := compare(out, samples)
	if *keep == "" {
		os.RemoveAll(out)
	}
	if bad > *allow {
		os.Exit(1)
	}
}

// language is the language version of the Go that this program was built with.
func language() string {
	var minor int
	if _, err := fmt.Sscanf(runtime.Version(), "go1.%d", &minor); err != nil {
		log.Fatalf("unknown version %s", runtime.Version())
	}
	return fmt.Sprintf("go1.%d", minor)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// write makes out a module with a package for each sample.
func write(out string, samples []*sample) {
	check(os.MkdirAll(out, 0o777))
	mod := []byte("module mutated\n\ngo " + strings.TrimPrefix(language(), "go") + "\n")
	if *patterns != "" {
		if text, err := os.ReadFile(filepath.Join(*dir, "go.mod")); err == nil {
			mod = text
		}
		if text, err := os.ReadFile(filepath.Join(*dir, "go.sum")); err == nil {
			check(os.WriteFile(filepath.Join(out, "go.sum"), text, 0o666))
		}
	}
	check(os.WriteFile(filepath.Join(out, "go.mod"), mod, 0o666))
	for _, s := range samples {
		where := filepath.Join(out, s.name)
		check(os.MkdirAll(where, 0o777))
		for _, f := range s.files {
			check(os.WriteFile(filepath.Join(where, f.name), f.text, 0o666))
		}
		// Functions without a body are not what is tested.
		check(os.WriteFile(filepath.Join(where, "empty.s"), nil, 0o666))
	}
}

// runPtrsafe fills in what ptrsafe reports.
func runPtrsafe(out string, samples []*sample) {
	by := map[string]*sample{}
	for _, s := range samples {
		s.got = map[string][]report{}
		by[s.name] = s
	}
	args := []string{"types", "-C", out, "--max-errors", "0"}
	if *goroot != "" {
		args = append(args, "--goroot", *goroot)
	}
	absolute, err := filepath.Abs(*binary)
	check(err)
	cmd := exec.Command(absolute, append(args, "./...")...)
	cmd.Stderr = os.Stderr
	text, err := cmd.Output()
	if e, ok := err.(*exec.ExitError); err != nil && (!ok || e.ExitCode() != 1 && e.ExitCode() != 3) {
		log.Fatalf("%v: %v", cmd.Args, err)
	}
	for _, line := range strings.Split(string(text), "\n") {
		if line == "" || line[0] == '\t' {
			continue
		}
		var r report
		parts := strings.SplitN(line, ":", 4)
		if len(parts) < 4 {
			continue
		}
		fmt.Sscan(parts[1], &r.line)
		fmt.Sscan(parts[2], &r.column)
		r.message = strings.TrimSpace(parts[3])
		name, file, _ := strings.Cut(parts[0], "/")
		s := by[name]
		if s == nil || beyondGoTypes(r.message) {
			continue
		}
		s.got[file] = append(s.got[file], r)
	}
}

// beyondGoTypes tells errors that only the compiler reports, and ptrsafe with it.
func beyondGoTypes(message string) bool {
	for _, text := range compilerOnly {
		if strings.Contains(message, text) {
			return true
		}
	}
	return false
}

var compilerOnly = []string{
	"function main is undeclared in the main package",
	"missing function body",
	"misplaced compiler directive",
	"//go:",
	"go:embed",
	"anonymous interface refers to itself",
	"larger than address space",
	"channel element type too large",
}

// compare prints the differences and returns the number of packages that differ.
func compare(out string, samples []*sample) int {
	bad, wrong := 0, 0
	for _, s := range samples {
		if len(s.want) > 0 {
			wrong++
		}
		var text strings.Builder
		for _, f := range s.files {
			if s.syntax && !*recovery {
				// What follows from the first syntax error is a matter of recovery.
				s.want[f.name], s.got[f.name] = first(s.want[f.name]), first(s.got[f.name])
			}
			want, got := keys(s.want[f.name]), keys(s.got[f.name])
			for _, k := range sorted(want) {
				if _, ok := got[k]; !ok {
					fmt.Fprintf(&text, "  missed %s:%s\n", f.name, want[k])
				}
			}
			for _, k := range sorted(got) {
				if _, ok := want[k]; !ok {
					fmt.Fprintf(&text, "  false  %s:%s\n", f.name, got[k])
				}
			}
		}
		if text.Len() == 0 {
			continue
		}
		bad++
		if bad <= *show {
			fmt.Printf("%s: %s\n%s", s.name, s.change, text.String())
		}
	}
	fmt.Printf("%d packages, %d of them wrong; %d differ from go/types\n", len(samples), wrong, bad)
	return bad
}

func first(list []report) []report {
	sort.SliceStable(list, func(i, j int) bool {
		a, b := list[i], list[j]
		return a.line < b.line || a.line == b.line && a.column < b.column
	})
	return list[:min(1, len(list))]
}

// keys maps what is compared of each error to its full text.
func keys(list []report) map[string]string {
	m := map[string]string{}
	for _, r := range list {
		full := fmt.Sprintf("%d:%d: %s", r.line, r.column, r.message)
		key := fmt.Sprintf("%06d", r.line)
		if *messages {
			key += full
		}
		m[key] = full
	}
	return m
}

func sorted(m map[string]string) []string {
	list := make([]string, 0, len(m))
	for k := range m {
		list = append(list, k)
	}
	sort.Strings(list)
	return list
}
