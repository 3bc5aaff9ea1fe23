#include "generate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <random>

namespace ptrsafe::robustness {
namespace {

using Random = std::mt19937_64;

size_t below(Random& r, size_t n) { return n ? static_cast<size_t>(r() % n) : 0; }

constexpr std::string_view kTokens[] = {
    "break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough", "for", "func", "go", "goto", "if",
    "import", "interface", "map", "package", "range", "return", "select", "struct", "switch", "type", "var", "+", "-", "*", "/",
    "%", "&", "|", "^", "<<", ">>", "&^", "+=", "<-", "++", "==", "<", "=", "!", "~", "!=", "<=", ":=", "...", "(", "[", "{", ",",
    ".", ")", "]", "}", ";", ":", "0", "1", "0x1p-2", "1e1000000", "1i", "'a'", "\"s\"", "`r`", "nil", "iota", "x", "T", "int",
    "string", "any", "comparable", "_", "init", "main", "unsafe", "append", "make", "new", "len", "\n", "//", "/*", "*/", "\"",
    "'", "`", "\\", "\x00", "\xff", "\xef\xbb\xbf", "99999999999999999999", "<<100000", "1<<", "[...]", "func()", "struct{}",
    "interface{}", "[]T{", "map[string]", "type T[P any]", "[T]", "T[T]", "for range", "//line :0", "//go:build", "import \"C\""};

// Splits a source into tokens and the blanks between them; rough, but total.
std::vector<std::string_view> pieces(std::string_view text) {
  std::vector<std::string_view> out;
  auto word = [](char c) { return isalnum(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80); };
  for (size_t i = 0; i < text.size();) {
    size_t j = i + 1;
    if (word(text[i])) {
      while (j < text.size() && word(text[j])) j++;
    } else if (text[i] == ' ' || text[i] == '\t') {
      while (j < text.size() && (text[j] == ' ' || text[j] == '\t')) j++;
    }
    out.push_back(text.substr(i, j - i));
    i = j;
  }
  return out;
}

std::string random_bytes(Random& r) {
  std::string s(below(r, 2000), '\0');
  static constexpr std::string_view kPlain = "abcxyzT01(){}[].,;:=+-*/<>!&|^%~\"'`\\ \n\t_";
  bool plain = r() % 2;
  for (char& c : s) c = plain ? kPlain[below(r, kPlain.size())] : static_cast<char>(r());
  return r() % 2 ? "package p\nfunc f() {\n" + s : s;
}

std::string token_mutation(Random& r, std::string_view source, std::string_view other) {
  std::vector<std::string_view> list = pieces(source);
  std::vector<std::string_view> donor = pieces(other);
  if (list.empty() || donor.empty()) return std::string(source);
  for (size_t edits = 1 + below(r, 6); edits > 0 && !list.empty(); edits--) {
    size_t at = below(r, list.size());
    size_t span = std::min(list.size() - at, r() % 4 ? size_t{1} : 1 + below(r, 40));
    auto first = list.begin() + static_cast<ptrdiff_t>(at);
    switch (r() % 7) {
      case 0: list.erase(first, first + static_cast<ptrdiff_t>(span)); break;
      case 1: list[at] = kTokens[below(r, std::size(kTokens))]; break;
      case 2: list.insert(first, kTokens[below(r, std::size(kTokens))]); break;
      case 3: std::swap(list[at], list[below(r, list.size())]); break;
      case 4: list[at] = donor[below(r, donor.size())]; break;
      case 5: {
        std::vector<std::string_view> copy(first, first + static_cast<ptrdiff_t>(span));
        size_t times = r() % 8 ? 1 : below(r, 200);
        for (size_t t = 0; t < times; t++) list.insert(list.begin() + static_cast<ptrdiff_t>(at), copy.begin(), copy.end());
        break;
      }
      default: {
        // All later uses of one identifier become another: types and values trade places.
        std::string_view from = list[at], to = list[below(r, list.size())];
        for (std::string_view& t : list) {
          if (t == from) t = to;
        }
      }
    }
  }
  std::string out;
  for (std::string_view t : list) out += t;
  return out;
}

std::string repeat(std::string_view s, size_t n) {
  std::string out;
  out.reserve(s.size() * n);
  for (size_t i = 0; i < n; i++) out += s;
  return out;
}

}  // namespace

std::string mutated(const std::vector<std::string_view>& sources, uint64_t seed, uint64_t index) {
  Random r(seed * 0x9E3779B97F4A7C15ull + index);
  if (sources.empty() || r() % 10 == 0) return random_bytes(r);
  std::string_view source = sources[below(r, sources.size())];
  std::string_view other = sources[below(r, sources.size())];
  switch (r() % 8) {
    case 0: return std::string(source.substr(0, below(r, source.size())));
    case 1: {
      std::string s(source);
      for (size_t n = 1 + below(r, 8); n > 0 && !s.empty(); n--) s[below(r, s.size())] = static_cast<char>(r());
      return s;
    }
    case 2: return std::string(source.substr(0, below(r, source.size()))) + std::string(other.substr(below(r, other.size())));
    default: return token_mutation(r, source, other);
  }
}

namespace {

// Types of 60 levels, each of which holds the next twice: small as graphs, endless when written out.
void append_doublings(std::vector<Generated>& all) {
  constexpr size_t kLevels = 60;
  struct Doubling {
    const char* name;
    const char* format;  // {0}: this, {1}: the next
    const char* rest;
  };
  static constexpr Doubling doublings[] = {
      {"alias-struct", "type A{0} = struct {{ a, b A{1} }}\n",
       "type A60 = struct { n int }\nvar x A0\nvar y = x == x\nvar z int = x\nvar m map[A0]int\nvar g = d(x)\nvar i any = x\n"
       "func f() { switch any(x).(type) { case A0: } ; _ = struct{ a, b A1 }(x) }\n"},
      {"alias-struct-twice", "type A{0} = struct {{ a, b A{1} }}\ntype B{0} = struct {{ a, b B{1} }}\n",
       "type A60 = int\ntype B60 = int\nvar x A0\nvar y B0 = x\nvar z = same(x, y)\n"},
      {"alias-generic", "type A{0}[T any] = P[A{1}[T], A{1}[T]]\n", "type A60[T any] = T\nvar x A0[int]\nvar z string = x\nvar g = d(x)\n"},
      {"alias-generic-function", "type A{0}[T any] = func(A{1}[T]) A{1}[T]\n",
       "type A60[T any] = T\nfunc h[T any](A0[T]) T\nvar x A0[int]\nvar z string = x\nvar g = h(x)\n"},
      {"alias-function", "type A{0} = func(A{1}) A{1}\n", "type A60 = int\nvar x A0\nvar y int = x\nvar g = d(x)\n"},
      {"alias-interface-twice", "type A{0} = interface {{ m() (A{1}, A{1}) }}\ntype B{0} = interface {{ m() (B{1}, B{1}) }}\n",
       "type A60 = any\ntype B60 = any\nvar x A0\nvar y B0 = x\nvar z int = x\nvar g = same(x, y)\n"},
      {"generic-struct", "type A{0}[T any] struct {{ a, b A{1}[T] }}\n",
       "type A60[T any] struct { t T }\nvar x A0[int]\nvar y = x == x\nvar z int = x\nvar g = d(x)\nvar v A0[A0[A0[int]]]\n"},
      {"generic-struct-arguments", "type A{0}[T any] struct {{ a A{1}[P[T, T]] }}\n",
       "type A60[T any] struct { t T }\nvar x A0[int]\nvar y = x == x\nvar z int = x\nvar g = d(x)\n"},
      {"generic-function", "func f{0}[T any](t T) {{ f{1}(P[T, T]{{}}) }}\n", "func f60[T any](t T) {}\nvar x = func() int { f0(1); return 1 }()\n"},
      {"interfaces", "type A{0} interface {{ m() (A{1}, A{1}) }}\n",
       "type A60 interface{ m() }\ntype T struct{}\nfunc (T) m() (A1, A1)\nvar x A0 = T{}\nvar z int = x\nvar g = d(x)\n"},
      {"unions", "type A{0} interface {{ A{1} | A{1} }}\n", "type A60 interface { int | string }\nfunc f[T A0](t T) T { return t + t }\nvar x = f(1)\n"},
      {"wide-unions", "type A{0} interface {{ A{1} | [{0}]int }}\n", "type A60 interface { int | string }\nfunc f[T A0](t T) T { return t + t }\nvar x = f(1)\n"},
      {"embedded-interfaces", "type A{0} interface {{ A{1}; B{1} }}\ntype B{0} interface {{ A{1}; B{1} }}\n",
       "type A60 interface { m() }\ntype B60 interface { m() }\nvar x A0\nvar y B0 = x\nvar z = x.n\n"},
      {"embedded-structs", "type A{0} struct {{ A{1}; *B{1} }}\ntype B{0} struct {{ *A{1}; B{1} }}\n",
       "type A60 struct { m int }\ntype B60 struct { m int }\nvar x A0\nvar y = x.m\nvar z = x.n\n"},
      {"strings", "const c{0} = c{1} + c{1}\n", "const c60 = `a`\nvar x [len(c0)]int\nconst d0 = c0 == c1\n"},
      {"numbers", "const c{0} = c{1} * c{1}\n", "const c60 = 3.5\nconst x int = c0\n"},
      {"variables", "var v{0} = v{1} + v{1}\n", "var v60 = 1\n"},
      {"parameters", "type A{0}[T interface{{ ~[]U }}, U any] struct {{ a *A{1}[[]T, T] }}\n",
       "type A60[T interface{ ~[]U }, U any] struct { t T }\nvar x A0[[]int, int]\n"},
  };
  for (const Doubling& d : doublings) {
    all.push_back({std::string("doubling-") + d.name, [d] {
      std::string s = "package p\ntype P[A, B any] struct { a A; b B }\nfunc d[A any](a A) P[A, A]\nfunc same[A any](a, b A) A\n";
      for (size_t i = 0; i < kLevels; i++) s += fmt::format(fmt::runtime(d.format), i, i + 1);
      return s + d.rest;
    }});
  }
  all.push_back({"unification-doubling", [] {
    std::string s = "package p\ntype P[A, B any] struct { a A; b B }\nfunc d[A any](a A) P[A, A]\nvar x = ";
    return s + repeat("d(", kLevels) + "1" + repeat(")", kLevels) + "\n";
  }});
}

}  // namespace

std::vector<Generated> nested(size_t depth) {
  struct Shape {
    const char* name;
    const char *before, *open, *middle, *close, *after;
  };
  static constexpr Shape shapes[] = {
      // expressions
      {"parens", "package p\nvar x = ", "(", "1", ")", "\n"},
      {"parens-open", "package p\nvar x = ", "(", "", "", ""},
      {"calls", "package p\nfunc f(int) int\nvar x = ", "f(", "1", ")", "\n"},
      {"call-chain", "package p\ntype T struct{}\nfunc (T) f() T\nvar x = T{}", ".f()", "", "", "\n"},
      {"curry", "package p\nvar x = f", "()", "", "", "\n"},
      {"index", "package p\nvar a []int\nvar x = ", "a[", "0", "]", "\n"},
      {"index-chain", "package p\nvar a []int\nvar x = a", "[0]", "", "", "\n"},
      {"slice-chain", "package p\nvar a []int\nvar x = a", "[:]", "", "", "\n"},
      {"selectors", "package p\ntype T struct{ a *T }\nvar t T\nvar x = t", ".a", "", "", "\n"},
      {"assertions", "package p\nvar a any\nvar x = a", ".(any)", "", "", "\n"},
      {"composite", "package p\nvar x = ", "[]any{", "", "}", "\n"},
      {"composite-elided", "package p\nvar x = []any{", "{", "", "}", "}\n"},
      {"composite-keys", "package p\nvar x = ", "map[any]any{1: ", "1", "}", "\n"},
      {"minus", "package p\nvar x = ", "- ", "1", "", "\n"},
      {"not", "package p\nvar x = ", "!", "true", "", "\n"},
      {"complement", "package p\nvar y = 1\nvar x = ", "^", "y", "", "\n"},
      {"deref", "package p\nvar x = ", "*", "y", "", "\n"},
      {"address", "package p\nvar x = ", "& ", "y", "", "\n"},
      {"receive", "package p\nvar x = ", "<-", "y", "", "\n"},
      {"sum", "package p\nvar x = 1", "+1", "", "", "\n"},
      {"sum-variables", "package p\nvar y int\nvar x = y", "+y", "", "", "\n"},
      {"concat", "package p\nvar x = \"a\"", "+\"a\"", "", "", "\n"},
      {"and", "package p\nvar b bool\nvar x = b", "&&b", "", "", "\n"},
      {"compare", "package p\nvar x = 1", "==1", "", "", "\n"},
      {"shift", "package p\nvar x = 1", "<<1", "", "", "\n"},
      {"product", "package p\nconst x = 3", "*3", "", "", "\n"},
      {"right-nested", "package p\nvar x = ", "1+(", "1", ")", "\n"},
      {"conversions", "package p\nvar x = ", "int(", "1", ")", "\n"},
      {"function-literals", "package p\nvar x = ", "func() any { return ", "1", " }", "\n"},
      {"function-literal-calls", "package p\nvar x = ", "func() any { return ", "1", " }()", "\n"},
      {"append", "package p\nvar x = ", "append(", "[]int{}", ")", "\n"},
      {"lens", "package p\nvar x = ", "len(", "\"\"", ")", "\n"},
      {"instantiations", "package p\nfunc f[T any](T) T\nvar x = ", "f[int](", "1", ")", "\n"},
      // types
      {"pointers", "package p\ntype T ", "*", "int", "", "\n"},
      {"slices", "package p\ntype T ", "[]", "int", "", "\n"},
      {"arrays", "package p\ntype T ", "[1]", "int", "", "\n"},
      {"arrays-grow", "package p\ntype T ", "[2]", "int", "", "\n"},
      {"array-lengths", "package p\ntype T ", "[len(", "\"\"", ")]int", "\n"},
      {"maps", "package p\ntype T ", "map[int]", "int", "", "\n"},
      {"map-keys", "package p\ntype T ", "map[", "int", "]int", "\n"},
      {"channels", "package p\ntype T ", "chan ", "int", "", "\n"},
      {"receive-channels", "package p\ntype T ", "<-chan ", "int", "", "\n"},
      {"channel-arrows", "package p\ntype T ", "chan<- ", "int", "", "\n"},
      {"functions", "package p\ntype T ", "func(", "int", ")", "\n"},
      {"function-results", "package p\ntype T ", "func() ", "int", "", "\n"},
      {"structs", "package p\ntype T ", "struct{ a ", "int", " }", "\n"},
      {"interfaces", "package p\ntype T ", "interface{ m(", "int", ") }", "\n"},
      {"embedded-interfaces", "package p\ntype T ", "interface{ ", "any", " }", "\n"},
      {"type-parens", "package p\ntype T ", "(", "int", ")", "\n"},
      {"instances", "package p\ntype G[P any] struct{}\ntype T ", "G[", "int", "]", "\n"},
      {"instances-field", "package p\ntype G[P any] struct{ p P }\nvar x ", "G[", "int", "]", "\n"},
      {"unions", "package p\ntype T interface{ int", "|int", "", "", " }\n"},
      {"tildes", "package p\ntype T interface{ ", "~", "int", "", " }\n"},
      {"constraints", "package p\nfunc f[P ", "interface{ ", "any", " }", "]() {}\n"},
      // statements
      {"blocks", "package p\nfunc f() {", "{", "", "}", "}\n"},
      {"blocks-open", "package p\nfunc f() ", "{", "", "", ""},
      {"ifs", "package p\nfunc f() {", "if true {", "", "}", "}\n"},
      {"else-ifs", "package p\nfunc f() { if true {", "} else if true {", "", "", "}}\n"},
      {"fors", "package p\nfunc f() {", "for {", "", "}", "}\n"},
      {"ranges", "package p\nfunc f() {", "for range 1 {", "", "}", "}\n"},
      {"switches", "package p\nfunc f() {", "switch { case true: ", "", "}", "}\n"},
      {"type-switches", "package p\nvar a any\nfunc f() {", "switch a.(type) { default: ", "", "}", "}\n"},
      {"selects", "package p\nfunc f() {", "select { default: ", "", "}", "}\n"},
      {"labels", "package p\nfunc f() {", "L: ", "", "", "}\n"},
      {"gos", "package p\nfunc f() {", "go func() {", "", "}()\n", "}\n"},
      {"defers", "package p\nfunc f() {", "defer func() {", "", "}()\n", "}\n"},
      {"nested-functions", "package p\nfunc f() {", "_ = func() {", "", "}\n", "}\n"},
      {"closing-braces", "package p\nfunc f() {", "}", "", "", "\n"},
      {"semicolons", "package p\nfunc f() {", ";", "", "", "}\n"},
      // declarations and the rest
      {"declarations", "package p\n", "func f() {}\n", "", "", ""},
      {"results", "package p\nfunc f() {", "return 1, ", "", "", "}\n"},
      {"parameters", "package p\nfunc f(", "a, ", "b int", "", ") {}\n"},
      {"type-parameters", "package p\nfunc f[", "P, ", "Q any", "", "]() {}\n"},
      {"assignments", "package p\nfunc f() { ", "a, ", "b = 1", "", "}\n"},
      {"imports", "package p\n", "import \"fmt\"\n", "", "", ""},
      {"import-groups", "package p\n", "import (", "", ")", "\n"},
      {"packages", "", "package p\n", "", "", ""},
      {"commas", "package p\nvar x = []int{", ",", "", "", "}\n"},
      {"comment-open", "package p\n", "/*", "", "", ""},
      {"quotes", "package p\n", "\"", "", "", ""},
      {"backslashes", "package p\nvar x = \"", "\\", "", "", "\"\n"},
      {"constraint-parens", "//go:build ", "(", "a", ")", "\npackage p\n"},
      {"constraint-nots", "//go:build ", "!", "a", "", "\npackage p\n"},
      {"constraint-ands", "//go:build a", " && a", "", "", "\npackage p\n"},
      {"digits", "package p\nconst x = 1", "0", "", "", "\n"},
      {"fraction", "package p\nconst x = 0.", "1", "", "", "\n"},
      {"underscores", "package p\nconst x = 1", "_1", "", "", "\n"},
      {"exponent", "package p\nconst x = 1e", "9", "", "", "\n"},
      {"identifier", "package p\nvar ", "x", "", "", " int\n"},
      {"line-directives", "package p\n", "//line a.go:1\n", "", "", ""},
      {"iota", "package p\nconst (\na = iota\n", "_\n", "", "", ")\n"},
      {"cases", "package p\nfunc f(x int) { switch x {", "case 1:\n", "", "", "}}\n"},
      {"default-cases", "package p\nfunc f(x int) { switch x {", "default:\n", "", "", "}}\n"},
      {"redeclared", "package p\n", "var x int\n", "", "", ""},
      {"methods-twice", "package p\ntype T int\n", "func (T) m() {}\n", "", "", ""},
  };
  std::vector<Generated> all;
  for (const Shape& s : shapes) {
    all.push_back({s.name, [s, depth] { return s.before + repeat(s.open, depth) + s.middle + repeat(s.close, depth) + s.after; }});
  }
  // Chains through declarations, each of which needs the next.
  struct Chain {
    const char* name;
    const char* format;  // {0}: this, {1}: the next
    const char* last;
  };
  static constexpr Chain chains[] = {
      {"const-chain", "const c{0} = c{1} + 1\n", "const c{0} = 1\n"},
      {"const-doubling", "const c{0} = c{1} + c{1}\n", "const c{0} = 1\n"},
      {"var-chain", "var v{0} = v{1}\n", "var v{0} = 1\n"},
      {"var-function-chain", "var v{0} = func() int {{ return v{1} }}()\n", "var v{0} = 1\n"},
      {"function-chain", "func f{0}() {{ f{1}() }}\n", "func f{0}() {{}}\n"},
      {"type-chain", "type T{0} T{1}\n", "type T{0} int\n"},
      {"alias-chain", "type T{0} = T{1}\n", "type T{0} = int\n"},
      {"generic-alias-chain", "type T{0}[P any] = T{1}[P]\n", "type T{0}[P any] = P\n"},
      {"pointer-chain", "type T{0} *T{1}\n", "type T{0} int\n"},
      {"array-chain", "type T{0} [2]T{1}\n", "type T{0} int\n"},
      {"array-length-chain", "type T{0} [len(T{1}{{}})]int\n", "type T{0} [1]int\n"},
      {"struct-chain", "type T{0} struct {{ f T{1} }}\n", "type T{0} struct{{}}\n"},
      {"struct-doubling", "type T{0} struct {{ f, g T{1} }}\n", "type T{0} struct{{ x int }}\n"},
      {"embedding-chain", "type T{0} struct {{ T{1} }}\n", "type T{0} struct{{ x int }}\nvar x T0\nvar y = x.x\nvar z = x.nothing\n"},
      {"interface-chain", "type T{0} interface {{ T{1}; m{0}() }}\n", "type T{0} interface{{ m() }}\n"},
      {"constraint-chain", "type T{0} interface {{ T{1} }}\n", "type T{0} interface{{ int | string }}\nfunc f[P T0](p P) {{ _ = p + p }}\n"},
      {"generic-chain", "type T{0}[P any] struct {{ f *T{1}[[]P] }}\n", "type T{0}[P any] struct{{}}\nvar x T0[int]\n"},
      {"type-parameter-chain", "func f{0}[P any](p P) {{ f{1}(&p) }}\n", "func f{0}[P any](p P) {{}}\n"},
  };
  for (const Chain& c : chains) {
    all.push_back({c.name, [c, depth] {
      std::string s = "package p\n";
      for (size_t i = 0; i < depth; i++) s += fmt::format(fmt::runtime(c.format), i, i + 1);
      return s + fmt::format(fmt::runtime(c.last), depth);
    }});
    // The same as a cycle.
    all.push_back({std::string(c.name) + "-cycle", [c, depth] {
      std::string s = "package p\n";
      for (size_t i = 0; i < depth; i++) s += fmt::format(fmt::runtime(c.format), i, (i + 1) % depth);
      return s;
    }});
  }
  all.push_back({"generic-growth", [] {
    return std::string("package p\ntype T[P any] struct { f *T[[]P] }\nvar x T[int]\nfunc f[P any]() { f[*P](); g[[]P]() }\nfunc g[P any]() { f[map[int]P]() }\n");
  }});
  append_doublings(all);
  return all;
}

std::vector<Generated> large_files() {
  constexpr size_t kSize = size_t{50} << 20;
  auto filled = [](std::string before, std::string_view unit, std::string_view after) {
    return [before, unit, after] { return before + repeat(unit, kSize / unit.size()) + std::string(after); };
  };
  std::vector<Generated> all = {
      {"newlines", filled("package p", "\n", "")},
      {"blanks", filled("package p\n", " ", "")},
      {"zeros", filled("package p\n", std::string_view("\0", 1), "")},
      {"invalid-utf8", filled("package p\nvar x = \"", "\xff", "\"\n")},
      {"byte-order-marks", filled("", "\xef\xbb\xbf", "package p\n")},
      {"open-parens", filled("package p\nvar x = ", "(", "")},
      {"string", filled("package p\nvar x = \"", "a", "\"\n")},
      {"raw-string", filled("package p\nvar x = `", "a\n", "`\n")},
      {"comment", filled("package p\n/*", "a\n", "*/\n")},
      {"identifier", filled("package p\nvar ", "x", " int\n")},
      {"number", filled("package p\nconst x = ", "9", "\n")},
      {"elements", filled("package p\nvar x = []int{", "1,", "}\n")},
      {"sum", filled("package p\nvar x = 1", "+1", "\n")},
      {"statements", filled("package p\nfunc f(x int) {\n", "\tx = x + 1\n", "}\n")},
      {"errors", filled("package p\nfunc f() {\n", "\ty = z\n", "}\n")},
      {"syntax-errors", filled("package p\n", "+ }\n", "")},
      {"functions", [] {
         std::string s = "package p\n";
         for (size_t i = 0; s.size() < kSize; i++) s += fmt::format("func f{0}(a, b int) int {{\n\tif a > b {{\n\t\treturn a - {0}\n\t}}\n\treturn b\n}}\n\n", i);
         return s;
       }},
      {"random", [] {
         Random r(7);
         std::string s(kSize, '\0');
         for (char& c : s) c = static_cast<char>(r());
         return s;
       }},
  };
  for (Generated& g : all) g.name = "50MB-" + g.name;
  return all;
}

}  // namespace ptrsafe::robustness
