"""The programs of tests/corpus as the go command sees them in each configuration: with and without cgo, for another system,
with a vendor directory, in a workspace, and the modules' own packages."""
import os
import shutil
import subprocess

# Of these pairs each makes a workspace of two real programs.
PAIRS = [("grpc", "zap"), ("etcd", "prometheus")]


def names(root, quick):
    directory = os.path.join(root, "tests", "corpus")
    listed = "ci.txt" if quick else "packages.txt"
    with open(os.path.join(directory, listed)) as f:
        for line in f:
            if line.strip() and not line.startswith("#"):
                name, _, patterns = line.rstrip("\n").partition("\t")
                yield name, os.path.join(directory, name), patterns.split()


class Copies:
    """Copies of programs that the go command may write to. Without --all it may not download anything."""

    def __init__(self, args, scratch):
        self.go, self.scratch = args.go, scratch
        self.env = dict(os.environ, GOFLAGS="", GOWORK="")
        if not args.all:
            self.env["GOPROXY"] = "off"

    def run(self, directory, *command):
        result = subprocess.run([self.go, *command], cwd=directory, env=self.env, capture_output=True, text=True)
        return result.returncode == 0

    def make(self, program, *name):
        copy = os.path.join(self.scratch, *name)
        shutil.copytree(program, copy, dirs_exist_ok=True)
        return copy


def vendored(copies, name, program):
    copy = copies.make(program, "corpus-vendored", name)
    if copies.run(copy, "mod", "vendor"):
        return {"name": "%s, vendored" % name, "directory": copy, "patterns": ["./..."]}
    return {"name": "%s, vendored" % name, "skip": "go mod vendor fails"}


def workspace(copies, name, program):
    """The program and a second module, which imports what the program requires without requiring it itself."""
    top = os.path.join(copies.scratch, "corpus-work", name)
    copies.make(program, "corpus-work", name, "program")
    other = os.path.join(top, "other")
    os.makedirs(other, exist_ok=True)
    with open(os.path.join(program, "go.mod")) as f:
        go = next(line for line in f if line.startswith("go "))
    with open(os.path.join(program, "main.go")) as f:
        imports = [line.strip() for line in f if line.startswith("\t") and line.strip().endswith('"') and "." in line.split("/")[0]]
    with open(os.path.join(other, "go.mod"), "w") as f:
        f.write("module example.com/other\n\n" + go)
    with open(os.path.join(other, "other.go"), "w") as f:
        f.write("package other\n\nimport (\n%s)\n" % "".join("\t_ %s\n" % i.split()[-1] for i in imports))
    with open(os.path.join(other, "other_test.go"), "w") as f:
        f.write('package other_test\n\nimport (\n\t"testing"\n\n\t_ "example.com/other"\n)\n\nfunc Test(*testing.T) {}\n')
    if os.path.exists(os.path.join(top, "go.work")) or copies.run(top, "work", "init", "./program", "./other"):
        return {"name": "%s, workspace" % name, "directory": top, "patterns": ["./program/...", "./other/..."], "optional": True}
    return {"name": "%s, workspace" % name, "skip": "go work init fails"}


def pairs(copies, there):
    for one, two in PAIRS:
        if one not in there or two not in there:
            continue
        top = os.path.join(copies.scratch, "corpus-work", one + "-" + two)
        for name in (one, two):
            copies.make(there[name], "corpus-work", one + "-" + two, name)
        if not copies.run(top, "work", "init", "./" + one, "./" + two) and not os.path.exists(os.path.join(top, "go.work")):
            continue
        case = {"directory": top, "patterns": ["./%s/..." % one, "./%s/..." % two], "optional": True}
        yield dict(case, name="workspace of %s and %s" % (one, two))
        if copies.run(top, "work", "vendor"):
            yield dict(case, name="workspace of %s and %s, vendored" % (one, two))


def own_packages(copies, name, program, patterns):
    """The module's packages that can be loaded with the program's requirements, without their tests, as run.sh checks them."""
    good = "{{if not .Error}}{{if not .DepsErrors}}{{.ImportPath}}{{end}}{{end}}"
    listed = subprocess.run([copies.go, "list", "-e", "-f", good, *patterns], cwd=program, env=copies.env, capture_output=True, text=True)
    return {"name": "%s, its own packages" % name, "directory": program, "patterns": listed.stdout.split(), "tests": False}


def cases(args, scratch, root):
    copies = Copies(args, scratch)
    there = {name: program for name, program, _ in names(root, not args.all)}
    for name, program, patterns in names(root, not args.all):
        for cgo in ("0", "1"):
            yield {"name": "%s cgo=%s" % (name, cgo), "directory": program, "patterns": ["./..."], "cgo": cgo, "optional": True}
        yield {"name": "%s windows" % name, "directory": program, "patterns": ["./..."], "goos": "windows", "optional": True}
        yield vendored(copies, name, program)
        yield workspace(copies, name, program)
        if args.all:
            yield own_packages(copies, name, program, patterns)
    yield from pairs(copies, there)
