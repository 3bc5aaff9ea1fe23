"""Modules of our own that try one clause of the modules reference each, against a module cache filled from proxy.py.

A case with `says` names words that the go command and the loader must both use; `refused` marks those where the go command
gives up and the loader goes on."""
import os
import subprocess

import proxy
from cases import package, tree

MAIN = "package main\n\n%sfunc main() {}\n"


def mod(path, go="", require=(), more=""):
    lines = "".join("require %s %s\n" % r for r in require)
    return "module %s\n%s%s%s" % (path, "\ngo %s\n" % go if go else "", lines, more)


def publish_all(where):
    put = lambda path, version, files: proxy.publish(where, path, version, files)
    put("example.org/Upper/Case", "v1.0.0-RC1", {"go.mod": mod("example.org/Upper/Case", "1.20"), "c.go": package("upper"),
                                                 "Sub/s.go": package("sub")})
    put("example.org/a", "v1.0.0", {"go.mod": mod("example.org/a", "1.15", [("example.org/b", "v1.1.0"), ("example.org/c", "v1.0.0")]),
                                    "a.go": package("a", "example.org/b", "example.org/c")})
    put("example.org/b", "v1.0.0", {"go.mod": mod("example.org/b", "1.13"), "b.go": package("b")})
    put("example.org/b", "v1.1.0", {"go.mod": mod("example.org/b", "1.17", [("example.org/c", "v1.2.0")]),
                                    "b.go": package("b", "example.org/c")})
    put("example.org/c", "v1.0.0", {"go.mod": mod("example.org/c"), "c.go": package("c")})
    put("example.org/c", "v1.2.0", {"go.mod": mod("example.org/c", "1.18", [("example.org/d", "v0.1.0")]),
                                    "c.go": package("c", "example.org/d/v2/x")})
    put("example.org/d", "v0.1.0", {"go.mod": mod("example.org/d"), "d.go": package("d"), "v2/x/x.go": package("x")})
    put("example.org/d/v2", "v2.0.0", {"go.mod": mod("example.org/d/v2", "1.18"), "x/x.go": package("x")})
    put("example.org/old", "v2.0.0+incompatible", {"i.go": package("old")})
    put("gopkg.in/yaml.v9", "v9.1.0", {"y.go": package("yaml")})
    put("example.org/nest", "v1.0.0", {"go.mod": mod("example.org/nest", "1.18"), "n.go": package("nest"), "x/x.go": package("x")})
    put("example.org/nest/sub", "v1.0.0", {"go.mod": mod("example.org/nest/sub", "1.18"), "s.go": package("sub")})
    put("example.org/fork", "v1.5.0", {"go.mod": mod("example.org/fork", "1.19", [("example.org/c", "v1.2.0")]),
                                       "a.go": package("b", "example.org/c")})
    put("example.org/tested", "v1.0.0", {"go.mod": mod("example.org/tested", "1.19", [("example.org/nest", "v1.0.0")]),
                                         "a.go": package("tested"), "a_test.go": package("tested", "testing", "example.org/nest")})
    put("example.org/tool", "v1.0.0", {"go.mod": mod("example.org/tool", "1.24", [("example.org/c", "v1.0.0")]),
                                       "cmd/t/main.go": MAIN % 'import _ "example.org/c"\n\n'})
    put("example.org/newer", "v1.0.0", {"go.mod": mod("example.org/newer", "1.25"), "a.go": package("newer")})


A, B, C0, C, D = (("example.org/a", "v1.0.0"), ("example.org/b", "v1.1.0"), ("example.org/c", "v1.0.0"), ("example.org/c", "v1.2.0"),
                  ("example.org/d", "v0.1.0"))
ALL = (A, B, C, D)
UPDATES = ["updates to go.mod needed", "go mod tidy"]


def tidy_modules():
    """name: files of a module whose go.mod and go.sum the go command writes (`go mod tidy`) or only completes."""
    yield "go 1.16", {"go.mod": mod("m", "1.16", [A, ("example.org/Upper/Case", "v1.0.0-RC1"), ("example.org/old", "v2.0.0+incompatible"),
                                                  ("gopkg.in/yaml.v9", "v9.1.0"), C]),
                      "m.go": package("m", "example.org/a", "example.org/Upper/Case/Sub", "example.org/Upper/Case", "example.org/old",
                                      "gopkg.in/yaml.v9", "example.org/c")}
    yield "no go line", {"go.mod": mod("m", "", [A]), "m.go": package("m", "example.org/a")}
    yield "go 1.17 with tests", {"go.mod": mod("m", "1.17", [A]), "m.go": package("m", "example.org/a", "example.org/tested"),
                                 "m_test.go": package("m", "testing", "example.org/nest/x")}
    yield "replaced by another module", {
        "go.mod": mod("m", "1.21", [B], "replace example.org/b v1.1.0 => example.org/fork v1.5.0\n"), "m.go": package("m", "example.org/b")}
    yield "nested modules", {"go.mod": mod("m", "1.21", [("example.org/nest", "v1.0.0"), ("example.org/nest/sub", "v1.0.0")]),
                             "m.go": package("m", "example.org/nest/sub", "example.org/nest/x")}
    yield "tools", {"go.mod": mod("m", "1.24", [("example.org/tool", "v1.0.0"), C], "tool example.org/tool/cmd/t\ntool m/own\n"),
                    "own/own.go": MAIN % "", "m.go": package("m")}


def cases(args, scratch):
    where, cache = os.path.join(scratch, "proxy"), os.path.join(scratch, "modcache")
    publish_all(where)
    env = proxy.environment(where, cache)
    go = lambda directory, *command: subprocess.run([args.go, *command], cwd=directory, env=dict(os.environ, **env), capture_output=True)
    offline = {"GOMODCACHE": cache, "GOPROXY": "off", "GOFLAGS": "", "GOTOOLCHAIN": "local"}
    sums = ""

    def case(name, files, patterns=("./...",), **more):
        directory = tree(os.path.join(scratch, "modules", name.replace(" ", "-")), files)
        extra = dict(offline, **more.pop("env", {}))
        return {"name": name, "directory": directory, "patterns": list(patterns), "extra_env": extra, **more}

    for name, files in tidy_modules():
        made = case(name, files)
        go(made["directory"], "mod", "tidy")
        with open(os.path.join(made["directory"], "go.sum")) as f:
            sums += f.read()
        yield made
        if name == "tools":
            yield dict(made, name="the pattern tool", patterns=["tool"])
            yield dict(made, name="the pattern all", patterns=["all"])
    ready = case("everything", {"go.mod": mod("m", "1.16", [*ALL, ("example.org/d/v2", "v2.0.0"), ("example.org/newer", "v1.0.0")]),
                                "m.go": package("m", "example.org/a")})
    go(ready["directory"], "mod", "download", "all")
    with open(os.path.join(ready["directory"], "go.sum")) as f:
        sums += f.read()

    m = lambda require, *imports, go="1.21", more="", **files: {
        "go.mod": mod("m", go, require, more), "go.sum": sums, "m.go": package("m", *imports), **files}
    yield case("excluded", m([A], "example.org/a", go="1.16", more="exclude example.org/c v1.2.0\n"))
    yield case("ambiguous", m([D, ("example.org/d/v2", "v2.0.0")], "example.org/d/v2/x"),
               says=["ambiguous import: found package example.org/d/v2/x in multiple modules:\n\texample.org/d v0.1.0"])
    # go.mod that lags behind: the go command refuses, the loader selects what `go mod tidy` would.
    yield case("incomplete requirements", m([A], "example.org/a"), refused=True, says=UPDATES)
    yield case("too low a requirement", m([A, B, C0, D], "example.org/a", "example.org/b"), refused=True, says=UPDATES)
    yield case("too low a requirement, 1.16", m([A, C0], "example.org/a", "example.org/c", go="1.16"), refused=True, says=UPDATES)
    yield case("required twice", m([("example.org/b", "v1.0.0"), B, C, D], "example.org/b"), refused=True, says=UPDATES)
    yield case("too low a go line", m([("example.org/newer", "v1.0.0")], "example.org/newer"), refused=True, says=UPDATES)
    for name, files in (("incomplete requirements", m([A], "example.org/a")),
                        ("too low a requirement", m([A, B, C0, D], "example.org/a", "example.org/b"))):
        yield case(name + ", mod=mod", files, env={"GOFLAGS": "-mod=mod"}, ours_first=True)
    yield case("imported, not required", m([A], "example.org/a", "example.org/c", go="1.16"), says=["required"])
    yield case("no go.sum", dict(m([B, C, D], "example.org/b"), **{"go.sum": ""}), refused=True, says=["missing go.sum entry for module"])
    # Directives that are wrong.
    for name, more, words in (
            ("unknown directive", "foo bar\n", "unknown directive: foo"),
            ("block comment", "ignore ./c/*\n", "mod files must use // comments"),
            ("bad replace", "replace example.org/b => bb\n", "must be directory path"),
            ("two go lines", "go 1.22\n", "repeated go statement")):
        yield case(name, m([], more=more), refused=True, says=[words])
    # What is not there.
    gone = m([("example.org/gone", "v1.0.0"), B, C, D], "example.org/gone", "example.org/gone/x", "example.org/nowhere", "example.org/b",
             **{"k/k.go": package("k", "fmt")})
    gone["go.sum"] += "example.org/gone v1.0.0 h1:%s=\nexample.org/gone v1.0.0/go.mod h1:%s=\n" % ("x" * 43, "x" * 43)
    yield case("missing modules", gone,
               ours_says=["module example.org/gone@v1.0.0 is not in the module cache; to download it:\n\tgo mod download example.org/gone@v1.0.0",
                          "no required module provides package example.org/nowhere; to add it:\n\tgo get example.org/nowhere"])
    yield from vendored(case, sums)
    yield from workspaces(case, sums)


def vendored(case, sums):
    def v(modules, **files):
        return {"go.mod": mod("m", "1.21", [B]), "m.go": package("m", "example.org/b"), "go.sum": sums,
                "vendor/example.org/b/b.go": package("b"), **({"vendor/modules.txt": modules} if modules else {}), **files}
    good = "# example.org/b v1.1.0\n## explicit; go 1.17\nexample.org/b\n"
    differ = ["inconsistent vendoring in", "go mod vendor", "example.org/b"]
    yield case("vendored", v(good))
    yield case("vendored, another version", v(good.replace("v1.1.0", "v1.0.0")), refused=True, says=differ)
    yield case("vendored, not explicit", v(good.replace("explicit; ", "")), refused=True,
               says=differ + ["is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt"])
    yield case("vendored, replaced since", v(good, **{"go.mod": mod("m", "1.21", [B], "replace example.org/b => ./bb\n"),
                                                      "bb/go.mod": "module example.org/b\n"}), refused=True,
               says=differ + ["is replaced in go.mod, but not marked as replaced in vendor/modules.txt"], patterns=["."])
    yield case("vendored, without modules.txt", v(""), refused=True, says=["inconsistent vendoring", "go mod vendor"])
    yield case("vendored, go 1.13", v(good, **{"go.mod": mod("m", "1.13", [B])}))
    yield case("vendored by hand", v(good, **{"m.go": package("m", "example.org/b", "example.org/b/sub"),
                                              "vendor/example.org/b/sub/s.go": package("sub")}))
    yield case("vendored, an import missing", v(good, **{"vendor/example.org/b/b.go": package("b", "example.org/c")}),
               says=["cannot find module providing package example.org/c: import lookup disabled by -mod=vendor"])
    yield case("vendored, mod=readonly", v(good, **{"go.mod": mod("m", "1.21", [B, C, D])}), env={"GOFLAGS": "-mod=readonly"})


def workspaces(case, sums):
    ab = lambda work, a, b, **more: {"go.work": work, "go.work.sum": sums, "a/go.mod": a, "a/a.go": package("a", *more.pop("imports", ())),
                                     "b/go.mod": b, "b/b.go": package("b"), **more}
    use = "go 1.24\n\nuse (\n\t./a\n\t./b\n)\n"
    both = ["./a/...", "./b/..."]
    yield case("go.work", ab(use + "\ngodebug default=go1.21\n", mod("x/a", "1.24", [B]), mod("x/b", "1.21", [C]),
                             imports=["x/b", "example.org/b"]), both)
    yield case("go.work replaces", ab(use + "replace example.org/b v1.1.0 => ./bb\n", mod("x/a", "1.24", [B], "replace example.org/b => ../zz\n"),
                                      mod("x/b", "1.21"), imports=["example.org/b"],
                                      **{"bb/go.mod": "module example.org/b\n", "bb/b.go": package("b", "os")}), both)
    yield case("go.work without a go line", ab("use ./a\nuse ./b\n", mod("x/a", "1.17"), mod("x/b", "1.18")), both)
    yield case("go.work with a nested module", {"go.work": "go 1.24\nuse .\nuse ./sub\n", "go.mod": mod("x/a", "1.24"),
                                                "a.go": package("a", "x/a/sub/p"), "sub/go.mod": mod("x/a/sub", "1.24"),
                                                "sub/p/p.go": package("p")}, [".", "./sub/..."])
    yield case("one module twice", ab(use, mod("x/a", "1.24"), mod("x/a", "1.24")), ["./a"], refused=True,
               says=["module x/a appears multiple times in workspace"])
    yield case("go.work is too old", ab(use.replace("1.24", "1.20"), mod("x/a", "1.24"), mod("x/b", "1.20")), both, refused=True,
               says=["listed in go.work file requires go >= 1.24, but go.work lists go 1.20; to update it:\n\tgo work use"])
    yield case("go.work uses nothing there", ab(use + "use ./gone\n", mod("x/a", "1.24"), mod("x/b", "1.20")), both, refused=True,
               says=["cannot load module", "gone listed in go.work file: open"])
    yield case("conflicting replacements", ab(use, mod("x/a", "1.24", [], "replace example.org/b => ../b1\n"),
                                              mod("x/b", "1.24", [], "replace example.org/b => ../b2\n")), both, refused=True,
               says=["conflicting replacements for example.org/b:"])
    yield case("GOWORK=off", dict(ab(use, mod("x/a", "1.24"), mod("x/b", "1.24")), **{"go.mod": mod("top", "1.24"), "t.go": package("top")}),
               ["."], env={"GOWORK": "off"})
