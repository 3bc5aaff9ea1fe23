// What the compiler rejects beyond go/types: //go: comments and sizes of types. Checked against cmd/compile 1.26.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "conformance/harness.h"

namespace ptrsafe::conformance {
namespace {

// "line:column message" of each error, sorted by line.
std::vector<std::string> errors_of(std::string text, int go_minor = 26) {
  static Harness* harness = [] {
    auto* h = new Harness("");
    h->load_std({"embed", "unsafe"});
    return h;
  }();
  HandOptions options;
  options.version = {go_minor};
  HandPackage package = harness->check({SourceText{"p.go", std::move(text)}}, options);
  std::vector<std::string> out;
  std::stable_sort(package.errors.begin(), package.errors.end(),
                   [](const Reported& a, const Reported& b) { return a.line < b.line; });
  for (const Reported& r : package.errors) out.push_back(fmt::format("{}:{} {}", r.line, r.column, r.message));
  return out;
}

using Errors = std::vector<std::string>;

TEST(Directives, OfFunctions) {
  EXPECT_EQ(errors_of("package p\n"
                      "//go:noinline\n"
                      "//go:nosplit\n"
                      "\n"
                      "//go:somethingelse\n"
                      "func f() {}\n"
                      "//export f\n"),
            Errors{});
  EXPECT_EQ(errors_of("//go:noinline\n"
                      "package p\n"
                      "//go:noinline\n"
                      "var x int\n"
                      "func f() {\n"
                      "\t//go:nosplit\n"
                      "\t_ = 1\n"
                      "} //go:noinline\n"
                      "//go:build linux\n"
                      "func g() {}\n"
                      "//go:norace\n"),
            (Errors{"1:3 misplaced compiler directive", "3:3 misplaced compiler directive", "6:4 misplaced compiler directive",
                    "8:5 misplaced compiler directive", "9:3 misplaced compiler directive", "11:3 misplaced compiler directive"}));
  EXPECT_EQ(errors_of("package p\n"
                      "//go:noescape\n"
                      "func f() {}\n"
                      "//go:systemstack\n"
                      "func g() {}\n"
                      "//go:cgo_ldflag \"-lm\"\n"),
            (Errors{"3:6 can only use //go:noescape with external func implementations",
                    "4:3 //go:systemstack only allowed in runtime", "6:3 //go:cgo_ldflag only allowed in cgo-generated code"}));
}

TEST(Directives, Linkname) {
  EXPECT_EQ(errors_of("package p\n"
                      "//go:linkname f runtime.f\n"
                      "func f()\n"),
            Errors{"2:3 //go:linkname only allowed in Go files that import \"unsafe\""});
  EXPECT_EQ(errors_of("package p\n"
                      "import _ \"unsafe\"\n"
                      "//go:linkname f runtime.f\n"
                      "func f()\n"
                      "//go:linkname f again\n"
                      "//go:linkname T x\n"
                      "type T int\n"
                      "//go:linkname\n"
                      "//go:linkname v x.F[int]\n"
                      "var v int\n"),
            (Errors{"5:3 duplicate //go:linkname for f", "6:3 //go:linkname must refer to declared function or variable",
                    "8:3 usage: //go:linkname localname [linkname]",
                    "9:3 //go:linkname reference of an instantiation is not allowed"}));
}

TEST(Directives, Embed) {
  EXPECT_EQ(errors_of("package p\n"
                      "import \"embed\"\n"
                      "//go:embed a.txt\n"
                      "var a string\n"
                      "type bytes []byte\n"
                      "var (\n"
                      "\t//go:embed *\n"
                      "\tb embed.FS\n"
                      "\t//go:embed a.txt\n"
                      "\tc bytes\n"
                      ")\n"
                      "//go:embed a.txt\n"
                      "var d []byte\n"),
            Errors{});
  EXPECT_EQ(errors_of("package p\n"
                      "//go:embed a.txt\n"
                      "var a string\n"),
            Errors{"2:3 go:embed only allowed in Go files that import \"embed\""});
  EXPECT_EQ(errors_of("package p\n"
                      "import _ \"embed\"\n"
                      "//go:embed a.txt\n"
                      "var a, b string\n"
                      "//go:embed a.txt\n"
                      "var c string = \"\"\n"
                      "//go:embed a.txt\n"
                      "var d int\n"
                      "//go:embed a.txt\n"
                      "var (\n"
                      "\te string\n"
                      ")\n"
                      "//go:embed a.txt\n"
                      "func f() {\n"
                      "\t//go:embed a.txt\n"
                      "\tvar x string\n"
                      "\t_ = x\n"
                      "}\n"
                      "//go:embed\n"
                      "var g string\n"),
            (Errors{"3:3 go:embed cannot apply to multiple vars", "5:3 go:embed cannot apply to var with initializer",
                    "7:3 go:embed cannot apply to var of type int", "9:3 misplaced go:embed directive",
                    "13:3 misplaced go:embed directive", "15:4 go:embed cannot apply to var inside func",
                    "19:3 usage: //go:embed pattern..."}));
  EXPECT_EQ(errors_of("package p\n"
                      "import _ \"embed\"\n"
                      "//go:embed a.txt\n"
                      "var a string\n", 15),
            Errors{"3:3 go:embed requires go1.16 or later (-lang was set to go1.15; check go.mod)"});
}

TEST(TypeLimits, ChannelsAndArrays) {
  EXPECT_EQ(errors_of("package p\n"
                      "var a chan [1<<16 - 1]byte\n"
                      "var b [1<<50 - 1]byte\n"
                      "func f[T any]() { _ = make(chan [4]T) }\n"),
            Errors{});
  EXPECT_EQ(errors_of("package p\n"
                      "var a chan [1 << 16]byte\n"
                      "func f() {\n"
                      "\tvar b *[1 << 50]byte\n"
                      "\t_ = b\n"
                      "}\n"),
            (Errors{"2:7 channel element type too large (>64kB)", "4:9 type [1125899906842624]byte larger than address space"}));
}

}  // namespace
}  // namespace ptrsafe::conformance
