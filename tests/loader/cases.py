"""std and cmd for several targets, and small modules that need nothing but std, made in a scratch directory."""
import os


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.write(text)


def tree(root, files):
    for name, text in files.items():
        write(os.path.join(root, name), text)
    return root


def package(name, *imports):
    lines = "".join('import _ "%s"\n' % i for i in imports)
    return "package %s\n\n%s" % (name, lines)


def variants(root):
    """In-package and external tests, and what lies between them."""
    return tree(root, {
        "go.mod": "module example.com/v\n\ngo 1.24\n",
        "p/p.go": package("p", "fmt"),
        "p/p_test.go": package("p", "testing"),
        "p/x_test.go": package("p_test", "testing", "example.com/v/p", "example.com/v/q", "example.com/v/r", "example.com/v/s"),
        "q/q.go": package("q", "example.com/v/p"),
        "r/r.go": package("r", "example.com/v/q"),
        "s/s.go": package("s", "strings"),
        "only/only_test.go": package("only", "testing"),
        "onlyx/onlyx_test.go": package("onlyx_test", "testing", "example.com/v/r"),
        "cmd/tool/main.go": "package main\n\nfunc main() {}\n",
        "cmd/tool/main_test.go": package("main_test", "testing"),
        "testdata/skipped/a.go": package("skipped"),
        "_skipped/a.go": package("skipped"),
        ".skipped/a.go": package("skipped"),
        "internal/deep/internal/x/x.go": package("x"),
        "internal/deep/deep.go": package("deep", "example.com/v/internal/deep/internal/x"),
        "nested/go.mod": "module example.com/nested\n",
        "nested/n.go": package("nested"),
    })


def constraints(root):
    return tree(root, {
        "go.mod": "module example.com/c\n\ngo 1.21\n",
        "a.go": package("c"),
        "linux.go": package("c"),
        "x_linux.go": package("c"),
        "x_windows.go": package("c"),
        "x_linux_amd64.go": package("c"),
        "x_windows_amd64.go": package("c"),
        "x_linux_arm64.go": package("c"),
        "x_unix.go": package("c"),
        "y_linux_test.go": package("c", "testing"),
        "y_darwin_test.go": package("c", "testing"),
        "b1.go": "//go:build linux && !cgo\n\n" + package("c"),
        "b2.go": "//go:build (linux && cgo) || windows\n\n" + package("c"),
        "b3.go": "// Comment.\n\n// +build linux,amd64 darwin\n// +build !foo\n\n" + package("c"),
        "b4.go": "// +build windows\n" + package("c"),
        "b5.go": "//go:build unix\n\n" + package("c"),
        "b6.go": "//go:build go1.99\n\n" + package("c"),
        "b7.go": "//go:build !go1.99 && go1.21\n\n" + package("c"),
        "b8.go": "//go:build amd64.v1 && !amd64.v2\n\n" + package("c"),
        "b9.go": "//go:build goexperiment.regabiargs\n\n" + package("c"),
        "b10.go": "/* block */ //go:build windows\n\n" + package("c"),
        "b11.go": "/*\n//go:build windows\n*/\n\n" + package("c"),
        "b12.go": "//go:build gccgo\n\n" + package("c"),
        "b13.go": "//go:build gc && sometag\n\n" + package("c"),
        "b14.go": "\ufeff//go:build ignore\n\n" + package("c"),
        "b15.go": package("c") + "\n//go:build windows\n",
        "b16.go": "//go:build !(windows||darwin)&&!android\n\n" + package("c"),
        "cgo.go": "package c\n\n// int x;\nimport \"C\"\n",
        "doc.go": "package documentation\n",
        "_x.go": package("nonsense"),
        "asm_amd64.s": "TEXT x(SB), 0, $0\n\tRET\n",
    })


def vendored(root):
    return tree(root, {
        "go.mod": "module example.com/w\n\ngo 1.22\n\nrequire (\n\texample.org/dep v1.2.3\n\tExample.org/other v0.1.0 // indirect\n)\n",
        "main.go": package("main", "example.org/dep", "example.org/dep/sub", "fmt") + "\nfunc main() {}\n",
        "main_test.go": package("main", "testing", "example.org/dep"),
        "vendor/modules.txt": "# example.org/dep v1.2.3\n## explicit; go 1.20\nexample.org/dep\nexample.org/dep/sub\n"
                              "# Example.org/other v0.1.0\n## explicit\nExample.org/other\n",
        "vendor/example.org/dep/dep.go": package("dep", "Example.org/other"),
        "vendor/example.org/dep/sub/sub.go": package("sub", "example.org/dep"),
        "vendor/Example.org/other/o.go": package("other", "net/http"),
    })


def workspace(root):
    return tree(root, {
        "go.work": "go 1.24\n\nuse (\n\t./a\n\t./b\n)\n\nreplace example.org/c => ./c\n",
        "a/go.mod": "module example.com/a\n\ngo 1.24\n\nrequire example.org/c v1.0.0\n",
        "a/a.go": package("a", "example.com/b/sub", "example.org/c"),
        "a/a_test.go": package("a", "testing", "example.com/b"),
        "b/go.mod": "module example.com/b\n\ngo 1.21\n",
        "b/b.go": package("b"),
        "b/sub/sub.go": package("sub", "example.com/b", "strings"),
        "c/go.mod": "module example.org/c\n",
        "c/c.go": package("c", "os"),
    })


def replaced(root):
    return tree(root, {
        "go.mod": "module example.com/r\n\ngo 1.16\n\nrequire example.org/one v1.0.0\n\nreplace (\n\texample.org/one => ../replaced-one\n"
                  "\texample.org/two v1.5.0 => ./two\n)\n",
        "r.go": package("r", "example.org/one", "example.org/two/x"),
        "two/go.mod": "module example.org/two\n",
        "two/x/x.go": package("x"),
        "../replaced-one/go.mod": "module example.org/one\n\nrequire example.org/two v1.5.0\n",
        "../replaced-one/one.go": package("one", "example.org/two/x"),
    })


def ignoring(root):
    return tree(root, {
        "go.mod": "module example.com/i\n\ngo 1.25\n\nignore (\n\t./node_modules\n\tbuild/out\n)\n",
        "i.go": package("i"),
        "node_modules/n/n.go": package("n"),
        "sub/node_modules/n.go": package("n"),
        "sub/build/out/o.go": package("o"),
        "sub/build/o.go": package("o"),
    })


def broken(root):
    return tree(root, {
        "go.mod": "module example.com/b\n\ngo 1.24\n",
        "ok/ok.go": package("ok", "fmt"),
        "cycle/a/a.go": package("a", "example.com/b/cycle/b"),
        "cycle/b/b.go": package("b", "example.com/b/ok"),
        "empty/x_windows.go": package("empty"),
        "missing/m.go": package("m", "example.com/b/nothing", "github.com/nobody/nothing", "fmt"),
        "prog/p.go": package("main"),
        "useprog/u.go": package("u", "example.com/b/prog"),
    })


def cases(args, scratch):
    made = {f.__name__: f(os.path.join(scratch, f.__name__)) for f in (
        variants, constraints, vendored, workspace, replaced, ignoring, broken)}
    plain = made["variants"]
    offline = {"GOPROXY": "off", "GOFLAGS": ""}
    for name in ("variants", "ignoring", "broken", "replaced"):
        extra = dict(offline)
        if name == "replaced":
            extra["GOFLAGS"] = "-mod=mod"
        yield {"name": name, "directory": made[name], "patterns": ["."] if name == "replaced" else [
            "./p", "./q", "./s", "./only", "./onlyx", "./cmd/...", "./internal/..."] if name == "variants" else ["./..."],
            "extra_env": extra}
    for goos, goarch in (("linux", "amd64"), ("windows", "amd64"), ("darwin", "arm64"), ("linux", "arm64"), ("js", "wasm")):
        for cgo in ("0", "1"):
            yield {"name": "constraints %s/%s cgo=%s" % (goos, goarch, cgo), "directory": made["constraints"], "patterns": ["."],
                   "goos": goos, "goarch": goarch, "cgo": cgo, "extra_env": offline}
    yield {"name": "constraints with a tag", "directory": made["constraints"], "patterns": ["."], "tags": "sometag,foo"}
    yield {"name": "vendored", "directory": made["vendored"], "patterns": ["./..."], "extra_env": offline}
    yield {"name": "workspace", "directory": made["workspace"], "patterns": ["./a/...", "./b/..."], "extra_env": offline}
    yield {"name": "workspace, from inside", "directory": os.path.join(made["workspace"], "a"), "patterns": ["./..."],
           "extra_env": offline}
    for cgo in ("0", "1"):
        yield {"name": "std cgo=" + cgo, "directory": plain, "patterns": ["std"], "cgo": cgo}
        yield {"name": "cmd cgo=" + cgo, "directory": plain, "patterns": ["cmd"], "cgo": cgo}
    yield {"name": "std windows", "directory": plain, "patterns": ["std"], "goos": "windows"}
    yield {"name": "cmd windows", "directory": plain, "patterns": ["cmd"], "goos": "windows"}
    yield {"name": "std cmd darwin/arm64", "directory": plain, "patterns": ["std", "cmd"], "goos": "darwin", "goarch": "arm64"}
    yield {"name": "std js/wasm", "directory": plain, "patterns": ["std"], "goos": "js", "goarch": "wasm"}
    for name, patterns in (("import paths with dots", ["net/...", "cmd/vet"]), ("all that there is", ["..."]),
                           ("what cmd vendors", ["cmd/vendor/..."])):
        yield {"name": name, "directory": plain, "patterns": patterns, "extra_env": offline}
    yield {"name": "a list of files", "directory": os.path.join(plain, "p"), "patterns": ["p.go", "p_test.go"], "extra_env": offline}
