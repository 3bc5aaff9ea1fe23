// Tests of the loader on small trees in temporary directories: constraints, module files, patterns, variants, and
// what it says about what is missing or broken. tests/loader compares whole programs with `go list`.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/name.h"
#include "base/os/files.h"
#include "base/pool.h"
#include "base/region.h"
#include "build/constraint.h"
#include "build/gomod.h"
#include "build/patterns.h"
#include "build/program.h"
#include "build/version.h"

namespace ptrsafe::build {
namespace {

namespace fs = std::filesystem;

TagSet linux_tags() {
  TagSet t;
  t.goos = "linux";
  t.goarch = "amd64";
  t.tags = {"linux", "amd64", "unix", "gc", "go1.20", "go1.21"};
  return t;
}

TEST(Constraint, Expressions) {
  TagSet tags = linux_tags();
  struct {
    const char* text;
    bool holds;
    int minor;
  } cases[] = {
      {"linux", true, -1},
      {"!linux", false, -1},
      {"linux && !cgo", true, -1},
      {"windows || linux", true, -1},
      {"(windows || linux) && amd64", true, -1},
      {"go1.21", true, 21},
      {"go1.20 && go1.21", true, 21},
      {"go1.20 || go1.21", true, 20},
      {"!go1.21", false, -1},
      {"!(!go1.20)", true, 20},
      {"linux || go1.21", true, -1},
      {"linux && go1", false, 0},
  };
  for (const auto& c : cases) {
    Constraint x;
    std::string error;
    ASSERT_TRUE(Constraint::parse(c.text, &x, &error)) << c.text << ": " << error;
    EXPECT_EQ(x.eval(tags), c.holds) << c.text;
    EXPECT_EQ(x.go_minor(), c.minor) << c.text;
  }
  for (const char* bad : {"", "linux &&", "(linux", "linux)", "!!linux", "linux & amd64", "a b", "@", "&&"}) {
    Constraint x;
    std::string error;
    EXPECT_FALSE(Constraint::parse(bad, &x, &error)) << bad;
    EXPECT_FALSE(error.empty()) << bad;
  }
  Constraint deep;
  std::string error;
  EXPECT_FALSE(Constraint::parse(std::string(1000000, '('), &deep, &error));
}

TEST(Constraint, FileNames) {
  TagSet tags = linux_tags();
  for (const char* yes : {"a.go", "linux.go", "amd64.go", "x_linux.go", "x_linux_test.go", "x_amd64.go",
                          "x_linux_amd64.go", "x_unix.go", "windows_x.go", "linux_amd64.go", "a_test.go"}) {
    EXPECT_TRUE(tags.file_name_matches(yes)) << yes;
  }
  for (const char* no :
       {"x_windows.go", "x_windows_test.go", "x_arm64.go", "x_linux_arm64.go", "x_windows_amd64.go", "_windows.go"}) {
    EXPECT_FALSE(tags.file_name_matches(no)) << no;
  }
}

Header header_of(std::string_view text) {
  Header h;
  scan_header(text, linux_tags(), false, &h);
  return h;
}

TEST(Constraint, Headers) {
  EXPECT_TRUE(header_of("package p\n").matches);
  EXPECT_FALSE(header_of("//go:build windows\n\npackage p\n").matches);
  EXPECT_FALSE(header_of("// +build windows\n\npackage p\n").matches);
  EXPECT_TRUE(header_of("// +build windows\npackage p\n").matches) << "no blank line: a comment of the package";
  EXPECT_TRUE(header_of("//go:build linux\n// +build windows\n\npackage p\n").matches) << "go:build wins";
  EXPECT_TRUE(header_of("/*\n//go:build windows\n*/\npackage p\n").matches);
  EXPECT_TRUE(header_of("package p\n\n//go:build windows\n").matches);
  EXPECT_FALSE(header_of("//go:build linux &&\n\npackage p\n").error.empty());
  EXPECT_FALSE(header_of("//go:build linux\n//go:build amd64\n\npackage p\n").error.empty());
  Header h = header_of(
      "//go:build go1.21\n\npackage p // c\nimport \"fmt\"; import (\n\t. `os`\n\tx /* y */ \"a\\x62\"\n)\nvar x = "
      "1\nimport \"no\"\n");
  EXPECT_EQ(h.go_minor, 21);
  EXPECT_EQ(h.package, "p");
  ASSERT_EQ(h.imports.size(), 3u);
  EXPECT_EQ(h.imports[0].path, "fmt");
  EXPECT_EQ(h.imports[1].path, "os");
  EXPECT_EQ(h.imports[2].path, "ab");
  EXPECT_TRUE(header_of("package p\nimport \"C\"\n").imports_c);
}

TEST(Versions, Order) {
  const char* ascending[] = {"v0.0.0-20200101000000-abcdefabcdef",
                             "v0.0.1",
                             "v1.0.0-alpha",
                             "v1.0.0-alpha.1",
                             "v1.0.0-alpha.beta",
                             "v1.0.0-beta.2",
                             "v1.0.0-beta.11",
                             "v1.0.0-rc.1",
                             "v1.0.0",
                             "v1.2.0",
                             "v1.10.0",
                             "v2.0.0+incompatible"};
  for (size_t i = 0; i + 1 < std::size(ascending); i++)
    EXPECT_LT(compare_semver(ascending[i], ascending[i + 1]), 0) << ascending[i];
  EXPECT_EQ(canonical_semver("v1.2"), "v1.2.0");
  EXPECT_EQ(canonical_semver("1.2.3"), "");
  EXPECT_LT(parse_go_release("1.21"), parse_go_release("1.21rc2"));
  EXPECT_LT(parse_go_release("1.21rc2"), parse_go_release("1.21.0"));
  EXPECT_LT(parse_go_release("1.21.9"), parse_go_release("1.21.10"));
  EXPECT_FALSE(parse_go_release("1.x").valid());
  EXPECT_EQ(parse_goroot_version("devel go1.28-abc Mon").minor, 28);
  EXPECT_EQ(parse_goroot_version("go1.27rc1\ntime x\n").number, 1);
  EXPECT_EQ(escape_module("github.com/Azure/SDK"), "github.com/!azure/!s!d!k");
}

TEST(GoMod, Parse) {
  ModFile f = parse_mod_file(
      "module \"a.b/c\" // x\ngo 1.24\ntoolchain go1.25.1\nrequire (\n\tx.y/z v1.0.0 // indirect\n)\n"
      "replace x.y/z v1.0.0 => ../z\nexclude q.r/s v1.2.3\ntool x.y/z/cmd\nignore ./n\nretract [v1.0.0, v1.1.0]\n",
      ModFileKind::GoMod);
  EXPECT_TRUE(f.errors.empty()) << f.errors[0].message;
  EXPECT_EQ(f.module, "a.b/c");
  EXPECT_EQ(f.go, "1.24");
  EXPECT_EQ(f.toolchain, "go1.25.1");
  ASSERT_EQ(f.require.size(), 1u);
  EXPECT_TRUE(f.require[0].indirect);
  ASSERT_EQ(f.replace.size(), 1u);
  EXPECT_EQ(f.replace[0].to.path, "../z");
  EXPECT_EQ(f.exclude.size(), 1u);
  EXPECT_EQ(f.tool[0], "x.y/z/cmd");
  EXPECT_EQ(f.ignore[0], "./n");
}

TEST(GoMod, Errors) {
  struct {
    const char* text;
    const char* message;
    uint32_t offset;
  } cases[] = {
      {"module x\nfoo\n", "unknown directive: foo", 9},
      {"module x\nrequire foo\n", "usage: require module/path v1.2.3", 9},
      {"module x\nmodule y\n", "repeated module statement", 9},
      {"module x\ngo 1.zz\n", "invalid go version '1.zz': must match format 1.23.0", 9},
      {"module \"x\n", "unexpected newline in string", 7},
      {"module x\nrequire (\n a.b/c v1.0.0\n", "syntax error (unterminated block)", 9},
      {"module x\nreplace a => b\n",
       "replacement module without version must be directory path (rooted or starting with . or ..)", 9},
      {"module x\nrequire a.b/c v2.0.0\n", "require a.b/c: version \"v2.0.0\" invalid: should be v0 or v1, not v2", 9},
      {"module x\nfoo (\n a\n)\n", "unknown block type: foo", 9},
      {"module x y\n", "usage: module module/path", 0},
  };
  for (const auto& c : cases) {
    ModFile f = parse_mod_file(c.text, ModFileKind::GoMod);
    ASSERT_FALSE(f.errors.empty()) << c.text;
    EXPECT_EQ(f.errors[0].message, c.message);
    EXPECT_EQ(f.errors[0].offset, c.offset) << c.text;
  }
  EXPECT_TRUE(parse_mod_file("module x\nfoo\nbar (\n a\n)\n", ModFileKind::Dependency).errors.empty());
}

TEST(Patterns, Match) {
  EXPECT_TRUE(matches_pattern("a/...", "a"));
  EXPECT_TRUE(matches_pattern("a/...", "a/b/c"));
  EXPECT_FALSE(matches_pattern("a/...", "ab"));
  EXPECT_TRUE(matches_pattern("a...", "ab/c"));
  EXPECT_TRUE(matches_pattern("a/.../z", "a/b/c/z"));
  EXPECT_FALSE(matches_pattern("a/.../z", "a/z"));
  EXPECT_TRUE(matches_pattern("...", "x"));
}

TEST(Paths, Clean) {
  EXPECT_EQ(os::clean_path("/a/../b/./c//d/"), "/b/c/d");
  EXPECT_EQ(os::clean_path("../a/../.."), "../..");
  EXPECT_EQ(os::clean_path("/.."), "/");
  EXPECT_EQ(os::clean_path(""), ".");
  EXPECT_EQ(os::absolute_path("/a/b", "../c"), "/a/c");
}

class Load : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    Region::init();
    init_names();
  }
  void SetUp() override {
    char name[] = "/tmp/ptrsafe-build-XXXXXX";
    root_ = os::real_path(mkdtemp(name));
    config_.dir = root_;
    for (const char* v : {"PATH", "HOME", "GOROOT"}) {
      if (const char* value = std::getenv(v)) config_.environment[v] = value;
    }
    config_.environment["GOENV"] = "off";
    config_.environment["GOTOOLCHAIN"] = "local";
    config_.environment["GOMODCACHE"] = root_ + "/cache";
  }
  void TearDown() override {
    std::error_code ignored;
    fs::permissions(root_, fs::perms::owner_all, ignored);
    fs::remove_all(root_, ignored);
  }
  void write(const std::string& name, const std::string& text) {
    fs::create_directories(fs::path(root_ + "/" + name).parent_path());
    std::ofstream(root_ + "/" + name, std::ios::binary) << text;
  }
  // Loads, and gives all errors and warnings as lines.
  const Program& load(const std::vector<std::string>& patterns) {
    Pool pool(2);
    programs_ = build::load(config_, patterns, pool);
    messages_.clear();
    for (const auto& p : programs_) {
      for (const auto& w : p->warnings) messages_ += "warning: " + w + "\n";
      for (const auto& d : p->errors) messages_ += d.message + "\n";
      for (const auto& u : p->packages) {
        for (const auto& d : u->errors) messages_ += d.message + "\n";
      }
    }
    return *programs_.at(0);
  }
  const PackageUnit* find(const std::string& import_path) {
    for (const auto& p : programs_) {
      for (const auto& u : p->packages) {
        if (u->import_path == import_path) return u.get();
      }
    }
    return nullptr;
  }
  bool said(std::string_view part) { return messages_.find(part) != std::string::npos; }

  std::string root_;
  Config config_;
  std::vector<std::unique_ptr<Program>> programs_;
  std::string messages_;
};

TEST_F(Load, Variants) {
  write("go.mod", "module m.x/v\n\ngo 1.22\n");
  write("p/p.go", "package p\n");
  write("p/p_test.go", "package p\n");
  write("p/x_test.go", "package p_test\nimport _ \"m.x/v/p\"\nimport _ \"m.x/v/q\"\nimport _ \"m.x/v/s\"\n");
  write("q/q.go", "package q\nimport _ \"m.x/v/p\"\n");
  write("s/s.go", "//go:build go1.21\n\npackage s\n");
  load({"./..."});
  EXPECT_EQ(messages_, "");
  const PackageUnit* x = find("m.x/v/p_test [m.x/v/p.test]");
  ASSERT_TRUE(x);
  EXPECT_EQ(x->name, "p_test");
  EXPECT_EQ(x->for_test, "m.x/v/p");
  EXPECT_EQ(x->find_import("m.x/v/p"), find("m.x/v/p [m.x/v/p.test]"));
  const PackageUnit* q = find("m.x/v/q [m.x/v/p.test]");
  ASSERT_TRUE(q);
  EXPECT_EQ(x->find_import("m.x/v/q"), q);
  EXPECT_EQ(q->find_import("m.x/v/p"), find("m.x/v/p [m.x/v/p.test]"));
  EXPECT_FALSE(q->named);
  EXPECT_TRUE(find("m.x/v/q")->named);
  EXPECT_EQ(x->find_import("m.x/v/s"), find("m.x/v/s"));
  EXPECT_EQ(find("m.x/v/p [m.x/v/p.test]")->files.size(), 2u);
  EXPECT_EQ(find("m.x/v/p")->files[0], find("m.x/v/p [m.x/v/p.test]")->files[0]);
  EXPECT_EQ(find("m.x/v/s")->version.minor, 22);
  EXPECT_EQ(find("m.x/v/s")->files[0]->version.minor, 21);
  for (const auto& u : programs_[0]->packages) {
    for (const auto& e : u->imports) EXPECT_LT(e.target->index, u->index);
  }
  config_.tests = false;
  load({"./..."});
  EXPECT_EQ(programs_[0]->packages.size(), 3u);
}

TEST_F(Load, ImportErrors) {
  write("go.mod", "module m.x/e\n\ngo 1.22\n");
  write("a/a.go", "package a\nimport _ \"m.x/e/b\"\n");
  write("b/b.go", "package b\nimport _ \"m.x/e/a\"\n");
  write("prog/p.go", "package main\n");
  write("d/internal/x/x.go", "package x\n");
  write("e/e.go",
        "package e\nimport _ \"m.x/e/prog\"\nimport _ \"m.x/e/d/internal/x\"\nimport _ \"./a\"\nimport _ \"nope\"\n"
        "import _ \"q.r/s\"\nimport _ \"m.x/e/none\"\nimport _ \"internal/abi\"\nimport _ \"../../etc\"\nimport _ "
        "\"a//b\"\n");
  write("two/a.go", "package a\n");
  write("two/b.go", "package b\n");
  write("excluded/x_windows.go", "package x\n");
  write("nothing/x.txt", "");
  load({"./...", "./excluded", "./nothing", "./absent", "m.x/e/unknown"});
  EXPECT_TRUE(
      said("import cycle not allowed\n\tpackage m.x/e/a\n\timports m.x/e/b from a.go\n\timports m.x/e/a from b.go"));
  EXPECT_TRUE(said("import \"m.x/e/prog\" is a program, not an importable package"));
  EXPECT_TRUE(said("use of internal package m.x/e/d/internal/x not allowed"));
  EXPECT_TRUE(said("use of internal package internal/abi not allowed"));
  EXPECT_TRUE(said("\"./a\" is relative, but relative import paths are not supported in module mode"));
  EXPECT_TRUE(said("package nope is not in std ("));
  EXPECT_TRUE(said("no required module provides package q.r/s; to add it:\n\tgo get q.r/s"));
  EXPECT_TRUE(said("no required module provides package m.x/e/none"));
  EXPECT_TRUE(said("malformed import path \"a//b\""));
  EXPECT_TRUE(said("found packages a (a.go) and b (b.go) in " + root_ + "/two"));
  EXPECT_TRUE(said("build constraints exclude all Go files in " + root_ + "/excluded"));
  EXPECT_TRUE(said("no Go files in " + root_ + "/nothing"));
  EXPECT_TRUE(said("absent: directory not found"));
  EXPECT_TRUE(said("no required module provides package m.x/e/unknown"));
}

TEST_F(Load, ModuleGraph) {
  write("go.mod", "module m.x/g\n\ngo 1.16\n\nrequire a.b/One v1.0.0\n");
  write("g.go", "package g\nimport _ \"a.b/One/sub\"\nimport _ \"a.b/two\"\nimport _ \"a.b/gone\"\n");
  write("cache/cache/download/a.b/!one/@v/v1.0.0.mod",
        "module a.b/One\nrequire a.b/two v1.1.0\nrequire a.b/three v1.0.0\nrequire a.b/gone v0.1.0\n");
  write("cache/cache/download/a.b/two/@v/v1.1.0.mod", "module a.b/two\ngo 1.20\n");
  write("cache/cache/download/a.b/two/@v/v1.2.0.mod", "module a.b/two\ngo 1.21\n");
  write("cache/cache/download/a.b/three/@v/v1.0.0.mod", "module a.b/three\nrequire a.b/two v1.2.0\n");
  write("cache/cache/download/a.b/gone/@v/v0.1.0.mod", "module a.b/gone\n");
  write("cache/a.b/!one@v1.0.0/sub/s.go", "package sub\n");
  write("cache/a.b/two@v1.1.0/two.go", "package two\n");
  write("cache/a.b/two@v1.2.0/two.go", "package two\n");
  load({"."});
  ASSERT_TRUE(find("a.b/two"));
  EXPECT_EQ(find("a.b/two")->dir, root_ + "/cache/a.b/two@v1.2.0");
  EXPECT_EQ(find("a.b/two")->version.minor, 21);
  EXPECT_EQ(find("a.b/One/sub")->version.minor, 16);
  EXPECT_TRUE(
      said("module a.b/gone@v0.1.0 is not in the module cache; to download it:\n\tgo mod download a.b/gone@v0.1.0"));
}

TEST_F(Load, Vendor) {
  write("go.mod", "module m.x/w\n\ngo 1.22\n\nrequire a.b/c v1.0.0\n");
  write("w.go", "package w\nimport _ \"a.b/c\"\nimport _ \"a.b/d\"\nimport _ \"a.b/e\"\n");
  write("vendor/modules.txt", "# a.b/c v1.0.0\n## explicit; go 1.20\na.b/c\n");
  write("vendor/a.b/c/c.go", "package c\n");
  write("vendor/a.b/d/d.go", "package d\n");
  load({"./..."});
  ASSERT_TRUE(find("a.b/c"));
  EXPECT_EQ(find("a.b/c")->version.minor, 20);
  EXPECT_TRUE(find("a.b/d"));  // put there by hand: the go command takes it, too
  EXPECT_FALSE(find("a.b/e"));
  EXPECT_TRUE(said("cannot find module providing package a.b/e: import lookup disabled by -mod=vendor"));
  write("go.mod", "module m.x/w\n\ngo 1.22\n\nrequire a.b/c v1.1.0\n");
  load({"./..."});
  EXPECT_TRUE(said("inconsistent vendoring in " + root_));
  EXPECT_TRUE(said("go mod vendor"));
}

TEST_F(Load, WorkspaceAndNested) {
  write("go.work", "go 1.22\nuse (\n\t./a\n\t./b\n\t./lost\n)\n");
  write("a/go.mod", "module m.x/a\n\ngo 1.22\n");
  write("a/a.go", "package a\nimport _ \"m.x/b\"\n");
  write("b/go.mod", "module m.x/b\n\ngo 1.20\n");
  write("b/b.go", "package b\n");
  write("other/go.mod", "module m.x/other\n");
  write("other/o.go", "package other\n");
  load({"./..."});
  EXPECT_EQ(programs_.size(), 2u);
  EXPECT_TRUE(find("m.x/a")->main_module);
  EXPECT_EQ(find("m.x/a")->find_import("m.x/b"), find("m.x/b"));
  EXPECT_EQ(find("m.x/b")->version.minor, 20);
  EXPECT_EQ(find("m.x/other")->version.minor, 16);
  EXPECT_TRUE(said("cannot load module ./lost listed in go.work file"));
}

TEST_F(Load, Settings) {
  write("go.mod", "module m.x/s\n\ngo 1.22\n");
  write("a.go", "//go:build mytag\n\npackage s\n");
  write("b_windows.go", "package s\n");
  write("c.go", "package s\n\nimport \"C\"\n");
  write("d.go", "package s\n");
  auto names = [&] {
    std::string out;
    const PackageUnit* s = find("m.x/s");
    for (const FileUnit* f : s->files) out += std::string(os::base_name(f->source->path())) + " ";
    return out;
  };
  config_.tests = false;
  config_.cgo_enabled = false;
  load({"."});
  EXPECT_EQ(names(), "d.go ");
  config_.environment["GOFLAGS"] = "-tags=mytag '-mod=mod'";
  config_.goos = "windows";
  load({"."});
  EXPECT_EQ(names(), "a.go b_windows.go d.go ");
  write("overlay.json",
        "{\"Replace\": {\"" + root_ + "/e.go\": \"" + root_ + "/x.txt\", \"" + root_ + "/d.go\": \"\"}}");
  write("x.txt", "package s\n");
  config_.environment["GOFLAGS"] = "-overlay=" + root_ + "/overlay.json";
  load({"."});
  EXPECT_EQ(names(), "b_windows.go e.go ");
  config_.environment["GO111MODULE"] = "off";
  load({"."});
  EXPECT_TRUE(said("GO111MODULE=off"));
  config_.environment.erase("GO111MODULE");
  config_.environment["GOFLAGS"] = "what";
  load({"."});
  EXPECT_TRUE(said("GOFLAGS"));
  config_.environment.erase("GOFLAGS");
  config_.goroot = root_;
  load({"."});
  EXPECT_TRUE(said("no Go tree there"));
}

TEST_F(Load, FileLists) {
  write("x.go", "//go:build ignore\n\npackage main\n");
  write("y_windows.go", "package main\n");
  config_.lang = "go1.18";
  load({"x.go", "y_windows.go"});
  EXPECT_EQ(messages_, "");
  ASSERT_TRUE(find("command-line-arguments"));
  EXPECT_EQ(find("command-line-arguments")->files.size(), 2u);
  EXPECT_EQ(find("command-line-arguments")->version.minor, 18);
  load({"x.go", "absent.go"});
  EXPECT_TRUE(said("absent.go"));
}

TEST_F(Load, NewerGo) {
  write("go.mod", "module m.x/n\n\ngo 1.99\n");
  write("n.go", "package n\n");
  load({"."});
  EXPECT_TRUE(said("go.mod requires go >= 1.99 (running go "));
  config_.environment["GOTOOLCHAIN"] = "auto";
  load({"."});
  EXPECT_TRUE(said("go mod download golang.org/toolchain@v0.0.1-go1.99."));
}

// Which tree is used, by what go.mod asks for and GOTOOLCHAIN allows; empty where an error says what to do.
TEST_F(Load, Toolchains) {
  auto tree = [&](const std::string& dir, const std::string& version) {
    write(dir + "/VERSION", "go" + version + "\n");
    write(dir + "/src/runtime/r.go", "package runtime\n");
    return root_ + "/" + dir;
  };
  const std::string suffix = ".linux-amd64";
  auto cached = [&](const std::string& version) {
    return tree("cache/golang.org/toolchain@v0.0.1-go" + version + suffix, version);
  };
  const std::string own = tree("own", "1.26.8"), old = tree("old", "1.19.8");
  const std::string v27 = cached("1.27.0"), v273 = cached("1.27.3");
  const std::string sdk = tree("home/sdk/go1.28.1", "1.28.1");
  write("bin/go1.28.1", "#!/bin/sh\n");  // golang.org/dl's wrapper, whose tree is in ~/sdk
  fs::permissions(root_ + "/bin/go1.28.1", fs::perms::owner_all);
  config_.environment["PATH"] = root_ + "/bin";
  config_.environment["HOME"] = root_ + "/home";
  write("n.go", "package n\n");
  struct Case {
    const char *go, *setting;
    std::string goroot, here;
  };
  const Case cases[] = {
      {"1.21", "auto", own, own},
      {"1.27", "auto", v27, own},  // the language version's first release
      {"1.27.3", "auto", v273, own},
      {"1.27.1", "auto", v273, own},  // not there: the next patch serves as well
      {"1.21\ntoolchain go1.27.3", "auto", v273, own},
      {"1.21\ntoolchain go1.29.0", "auto", own, own},  // only a wish
      {"1.21\ntoolchain default", "auto", own, own},
      {"1.27", "local", "", own},
      {"1.21", "go1.27.3", v273, own},
      {"1.27", "go1.27.3", v273, own},
      {"1.28", "go1.27.3", "", own},
      {"1.27.3", "go1.27.0+auto", v273, own},
      {"1.28.1", "path", sdk, own},
      {"1.28.1", "auto", sdk, own},  // the path comes before the cache
      {"1.27.0", "path", "", own},
      {"1.29", "auto", "", own},
      {"1.21", "nonsense", "", own},
      {"1.27", "auto", old, old},  // knows nothing of toolchains
  };
  for (const Case& c : cases) {
    write("go.mod", std::string("module m.x/n\n\ngo ") + c.go + "\n");
    config_.environment["GOROOT"] = c.here;
    config_.environment["GOTOOLCHAIN"] = c.setting;
    const Program& p = load({"."});
    if (c.goroot.empty())
      EXPECT_TRUE(said("GOTOOLCHAIN") || said("go mod download golang.org/toolchain@v0.0.1-go"))
          << c.go << " " << c.setting << ": " << messages_;
    else
      EXPECT_EQ(p.config.goroot, c.goroot) << c.go << " " << c.setting << ": " << messages_;
  }
}

TEST_F(Load, Hostile) {
  write("go.mod", "module m.x/h\n\ngo 1.22\n");
  write("a/a.go", std::string("package a\0\n", 11));
  write("b/b.go", "");
  write("c/c.go", "package c\nimport \"unterminated\n");
  fs::create_symlink("loop.go", root_ + "/a/loop.go");
  fs::create_directory_symlink("..", root_ + "/a/up");
  fs::create_directories(root_ + "/dir.go/x.go");
  ASSERT_EQ(mkfifo((root_ + "/a/pipe.go").c_str(), 0600), 0);
  fs::create_symlink("pipe.go", root_ + "/a/topipe.go");
  write("locked/l.go", "package l\n");
  load({"./...", std::string("bad\0pattern", 11), "", "/", "./a/../a", "...", "x@v1", "@", "./dir.go"});
  EXPECT_TRUE(said("too many levels of symbolic links"));
  EXPECT_TRUE(said("not a regular file"));
  std::string huge = "module m.x/h\n\ngo 1.22\n\nrequire (\n";
  for (int i = 0; i < 100000; i++) huge += "\ta.b/c" + std::to_string(i) + " v1.0.0\n";
  write("go.mod", huge + ")\n");
  load({"./c"});
  write("go.mod", std::string("module m.x/h\0\n(", 15));
  load({"./c"});
  EXPECT_NE(messages_, "");
  write("go.mod", "");
  load({"./c"});
  EXPECT_TRUE(said("missing module declaration"));
  fs::remove(root_ + "/go.mod");
  load({"./c"});
  EXPECT_TRUE(said("go.mod file not found in current directory or any parent directory"));
}

TEST_F(Load, DeterministicForAnyThreads) {
  config_.tests = false;
  auto list = [&](unsigned threads) {
    Pool pool(threads);
    auto programs = build::load(config_, {"net/http"}, pool);
    std::string out;
    for (const auto& u : programs[0]->packages) {
      out += u->import_path + ":";
      for (const FileUnit* f : u->files) out += f->source->path() + (f->tree ? "," : "!");
    }
    return out;
  };
  std::string one = list(1);
  EXPECT_GT(one.size(), 10000u);
  EXPECT_EQ(one.find('!'), std::string::npos);
  EXPECT_EQ(one, list(2));
  EXPECT_EQ(one, list(8));
}

}  // namespace
}  // namespace ptrsafe::build
