// The lexer, the parser and what belongs to the tree: golden dumps, errors, literals, positions, limits.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/pool.h"
#include "base/unicode.h"
#include "lex/lexer.h"
#include "lex/literal.h"
#include "parse/parser.h"
#include "syntax/print.h"

namespace ptrsafe {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

class Parse : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    Region::init();
    init_names();
  }
};

SourceFile* source(std::string text) { return SourceFile::create("/test/input.go", std::move(text)); }

std::unique_ptr<Tree> parse(std::string text, ParseMode mode = ParseMode::Full) {
  return parse_file(source(std::move(text)), mode);
}

// "line:column: message", one a line.
std::string errors_of(const Tree& tree) {
  std::string out;
  for (const Diagnostic& d : tree.errors) {
    LineColumn lc = tree.file->line_column(d.pos);
    out += std::to_string(lc.line) + ":" + std::to_string(lc.column) + ": " + d.message + "\n";
  }
  return out;
}

std::string errors_in(std::string text) { return errors_of(*parse(std::move(text))); }

// Inputs lie beside their dumps: NAME.go, NAME.tokens, NAME.tree. PTRSAFE_UPDATE_GOLDEN=1 rewrites them.
TEST_F(Parse, Goldens) {
  fs::path dir = fs::path(PTRSAFE_SOURCE_DIR) / "tests/golden/parse";
  bool update = std::getenv("PTRSAFE_UPDATE_GOLDEN") != nullptr;
  int count = 0;
  auto compare = [&](const fs::path& golden, const std::string& got) {
    if (update) std::ofstream(golden, std::ios::binary) << got;
    EXPECT_EQ(read_file(golden), got) << golden;
  };
  for (const auto& entry : fs::directory_iterator(dir)) {
    fs::path path = entry.path();
    if (path.extension() != ".go") continue;
    count++;
    SourceFile* f = source(read_file(path));
    compare(fs::path(path).replace_extension(".tree"), print_tree(*parse_file(f, ParseMode::Full)));
    if (path.stem() == "lexical") compare(fs::path(path).replace_extension(".tokens"), print_tokens(f));
  }
  EXPECT_GE(count, 5);
}

TEST_F(Parse, LexicalErrors) {
  struct Case {
    const char* text;
    const char* error;
  };
  const Case cases[] = {
      {"0x", "hexadecimal literal has no digits"},
      {"0b12", "invalid digit '2' in binary literal"},
      {"08", "invalid digit '8' in octal literal"},
      {"1__0", "'_' must separate successive digits"},
      {"0x1.8", "hexadecimal mantissa requires a 'p' exponent"},
      {"1e+", "exponent has no digits"},
      {"0b1.0", "invalid radix point in binary literal"},
      {"''", "illegal rune literal"},
      {"'\\q'", "unknown escape sequence"},
      {"'\\400'", "escape sequence is invalid Unicode code point"},
      {"'\\xg'", "illegal character U+0067 'g' in escape sequence"},
      {"\"a", "string literal not terminated"},
      {"`a", "raw string literal not terminated"},
      {"/*", "comment not terminated"},
      {"#", "illegal character U+0023 '#'"},
      {"\xE2\x80\x9C", "curly quotation mark '\xE2\x80\x9C' (use neutral '\"')"},
      {"// \xFF", "illegal UTF-8 encoding"},
      {"1 // \xEF\xBB\xBF", "illegal byte order mark"},
  };
  for (const Case& c : cases) {
    auto tree = parse(std::string("package p; var x = ") + c.text);
    ASSERT_FALSE(tree->errors.empty()) << c.text;
    bool found = false;
    for (const Diagnostic& d : tree->errors) found |= d.message == c.error;
    EXPECT_TRUE(found) << c.text << ": " << errors_of(*tree);
  }
  EXPECT_EQ(errors_in("\xEF\xBB\xBFpackage p\n"), "");
  EXPECT_EQ(errors_in("package p\n/* \n */ // \xC3\xA9\n"), "");
}

TEST_F(Parse, SyntaxErrors) {
  EXPECT_EQ(errors_in(""), "1:1: expected ';', found 'EOF'\n1:1: expected 'IDENT', found 'EOF'\n"
                           "1:1: expected 'package', found 'EOF'\n");
  EXPECT_EQ(errors_in("package p\nfunc f() {\n\tx := 1 2\n\treturn\n}\n"), "3:9: expected ';', found 2\n");
  EXPECT_EQ(errors_in("package p\nvar x = []int{1\n}\n"), "2:16: missing ',' before newline in composite literal\n");
  EXPECT_EQ(errors_in("package p\nfunc f(a ...int, b int)\n"), "2:10: can only use ... with final parameter\n");
  EXPECT_EQ(errors_in("package p\nfunc f() { defer (f()) }\n"), "2:18: expression in defer must not be parenthesized\n");
  EXPECT_EQ(errors_in("package p\nvar x int\nimport \"a\"\nimport \"b\"\n"),
            "3:1: imports must appear before other declarations\n");
  EXPECT_EQ(errors_in("package p\nfunc f()\n{\n}\n"), "3:1: unexpected semicolon or newline before {\n");
  EXPECT_EQ(errors_in("package p\nfunc f(a int, []b) {}\n"), "2:15: missing parameter name\n");
  EXPECT_EQ(errors_in("package p\nfunc (T) m[P any](P) {}\n"), "");
}

TEST_F(Parse, GoVersion) {
  auto version = [](const char* constraint) { return std::string(constraint_go_version(constraint)); };
  EXPECT_EQ(version("//go:build go1.21"), "go1.21");
  EXPECT_EQ(version("//go:build linux && go1.22"), "go1.22");
  EXPECT_EQ(version("//go:build (linux && go1.22) || (windows && go1.20)"), "go1.20");
  EXPECT_EQ(version("//go:build linux || (windows && go1.22)"), "");
  EXPECT_EQ(version("//go:build !go1.22"), "");
  EXPECT_EQ(version("//go:build !(!go1.22)"), "go1.22");
  EXPECT_EQ(version("//go:build !(linux || !go1.21)"), "go1.21");
  EXPECT_EQ(version("//go:build go1.21 && go1.18"), "go1.21");
  EXPECT_EQ(version("//go:build go1"), "go1");
  EXPECT_EQ(version("//go:build go1.21 &&"), "");
  EXPECT_EQ(version("//go:buildx go1.21"), "");
  EXPECT_EQ(parse("//go:build go1.21\n\npackage p\n")->go_version, "go1.21");
  EXPECT_EQ(parse("package p\n//go:build go1.21\n")->go_version, "");
}

TEST_F(Parse, Directives) {
  auto tree = parse("package p\n//go:noinline\nfunc f() {} // plain\n//export g\n//ptrsafe:ignore x y\n//nolint:ptrsafe\r\n// nolint\n// note\n");
  std::vector<std::string> got;
  for (const Directive& d : tree->directives) got.emplace_back(d.text);
  EXPECT_EQ(got, (std::vector<std::string>{"//go:noinline", "//export g", "//ptrsafe:ignore x y", "//nolint:ptrsafe", "// nolint"}));
}

TEST_F(Parse, Literals) {
  std::string s;
  EXPECT_TRUE(unquote(R"("a\tb\x41\101\u00e9\U0001F600\"")", &s));
  EXPECT_EQ(s, "a\tbAA\xC3\xA9\xF0\x9F\x98\x80\"");
  EXPECT_TRUE(unquote("`a\\n\r\nb`", &s));
  EXPECT_EQ(s, "a\\n\nb");
  EXPECT_TRUE(unquote("\"\\xff\"", &s));
  EXPECT_EQ(s, "\xFF");
  for (const char* bad : {"", "\"", "\"a", "\"\\q\"", "\"\\400\"", "\"\\ud800\"", "\"\\x1\"", "'a'", "\"\\'\"", "`a`b`"}) {
    EXPECT_FALSE(unquote(bad, &s)) << bad;
  }
  uint32_t r = 0;
  EXPECT_TRUE(unquote_char("'a'", &r));
  EXPECT_EQ(r, 'a');
  EXPECT_TRUE(unquote_char("'\\''", &r));
  EXPECT_EQ(r, '\'');
  EXPECT_TRUE(unquote_char("'\xE4\xB8\x96'", &r));
  EXPECT_EQ(r, 0x4E16u);
  for (const char* bad : {"''", "'ab'", "'", "'''", "'\\q'", "'\\400'"}) EXPECT_FALSE(unquote_char(bad, &r)) << bad;
}

TEST_F(Parse, Unicode) {
  int width;
  EXPECT_EQ(decode_rune("\xE2\x82\xAC", &width), 0x20ACu);
  EXPECT_EQ(width, 3);
  for (const char* bad : {"\xFF", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82"}) {
    EXPECT_EQ(decode_rune(bad, &width), kRuneError);
    EXPECT_EQ(width, 1);
  }
  EXPECT_TRUE(is_unicode_letter(0x00E9));
  EXPECT_TRUE(is_unicode_letter(0x4E16));
  EXPECT_FALSE(is_unicode_letter(0x263A));
  EXPECT_TRUE(is_unicode_digit(0x0660));
  EXPECT_TRUE(is_unicode_upper(0x00C9));
  EXPECT_FALSE(is_unicode_upper(0x00E9));
}

TEST_F(Parse, ExpressionText) {
  const char* texts[] = {
      "a + b * c",      "x.(T)",     "f(a, b...)", "s[1:2:3]", "[]int{…}", "T{}",     "(func(a int) (b, c string) literal)",
      "<-chan int",   "m[a, b]",   "*p.q",       "chan (<-chan int)", "struct{a, b int; C}", "map[string]bool",
      "interface{m(int) bool; ~int | ~string}", "func(...int)", "[...]int{…}", "!a && -b", "\"s\" + 'c' + 0x1p3",
  };
  const char* sources[] = {
      "a+b * c",      "x.( T )",   "f(a,b...)",  "s[1:2:3]", "[]int{1}", "T{}", "func(a int) (b,c string) { return }",
      "<-chan int",   "m[a,b]",    "*p.q",       "chan (<-chan int)", "struct{a,b int `t`; C}", "map[string]bool",
      "interface{ m(int) bool; ~int|~string }", "func(...int)", "[...]int{1}", "! a && - b", "\"s\"+'c'+0x1p3",
  };
  for (size_t i = 0; i < std::size(texts); i++) {
    auto tree = parse(std::string("package p; var x = ") + sources[i]);
    Node* spec = tree->decls.at(0)->la()[0];
    EXPECT_EQ(expr_string(value_spec(spec).values[0]), texts[i]);
  }
}

TEST_F(Parse, Positions) {
  std::string text = "package p\nfunc f() { a.b(1, x[2])[3:4] = T{5}.g; go h(); L: for range y {} }\n";
  auto tree = parse(text);
  ASSERT_EQ(errors_of(*tree), "");
  auto slice = [&](const Node* n) {
    return text.substr(tree->file->offset(start_pos(n)), end_pos(n).v - start_pos(n).v);
  };
  Node* body = func_decl(tree->decls.at(0)).body;
  EXPECT_EQ(slice(body->la()[0]), "a.b(1, x[2])[3:4] = T{5}.g");
  EXPECT_EQ(slice(body->la()[0]->la()[0]), "a.b(1, x[2])[3:4]");
  EXPECT_EQ(slice(body->la()[0]->lb()[0]), "T{5}.g");
  EXPECT_EQ(slice(body->la()[1]), "go h()");
  EXPECT_EQ(slice(body->la()[2]), "L: for range y {}");
  EXPECT_EQ(slice(tree->decls[0]), text.substr(10, text.size() - 11));
  for (uint32_t i = 0; i < tree->count; i++) EXPECT_EQ(tree->index(tree->first + i), i);
}

TEST_F(Parse, SkippedBodies) {
  std::string text =
      "package p\nfunc f() { s := \"}\"; r := '}'; q := '\\''; t := `}\"`; /* } */ // }\n if x { y() } }\n"
      "var g = func() int { return 1 } \nfunc (T) h[P any]() (int, error) {}\nfunc i()\n";
  auto full = parse(text);
  auto skipped = parse(text, ParseMode::SkipBodies);
  ASSERT_EQ(errors_of(*full), "");
  ASSERT_EQ(errors_of(*skipped), "");
  ASSERT_EQ(full->decls.size(), skipped->decls.size());
  for (size_t i = 0; i < full->decls.size(); i++) {
    EXPECT_EQ(end_pos(full->decls[i]).v - full->file->begin().v, end_pos(skipped->decls[i]).v - skipped->file->begin().v);
  }
  EXPECT_TRUE(func_decl(skipped->decls[0]).skipped);
  EXPECT_EQ(func_decl(skipped->decls[0]).body, nullptr);
  EXPECT_FALSE(func_decl(skipped->decls[3]).skipped);
  EXPECT_EQ(errors_in("package p\nfunc f() {"), errors_of(*parse("package p\nfunc f() {", ParseMode::SkipBodies)));
  auto imports = parse("package p\nimport \"a\"\nvar x = (", ParseMode::ImportsOnly);
  EXPECT_EQ(imports->imports.size(), 1u);
  EXPECT_EQ(imports->decls.size(), 1u);
  EXPECT_TRUE(imports->errors.empty());
}

// The type of each variable stays what it is with the elements.
TEST_F(Parse, SkippedLiterals) {
  const char* text =
      "package p\nvar a = &T{f(1), {}}\nvar b = [...]int{1, f(2, 3), []int{4, 5}[0:1][0], func() int { return 6 }()}\n"
      "var c = [...]T{{1, 2}, {}, }\nvar d = [...]int{1, 4: 2}\nvar e = [...]int{}\nvar g = h(T{1}, [3]int{1, 2})\n";
  auto full = parse(text);
  auto tree = parse(text, ParseMode::SkipLiterals);
  ASSERT_EQ(errors_of(*full), "");
  ASSERT_EQ(errors_of(*tree), "");
  ASSERT_EQ(full->decls.size(), tree->decls.size());
  for (size_t i = 0; i < full->decls.size(); i++) {
    EXPECT_EQ(end_pos(full->decls[i]).v - full->file->begin().v, end_pos(tree->decls[i]).v - tree->file->begin().v);
  }
  auto literal = [&](size_t i) { return value_spec(tree->decls[i]->la()[0]).values[0]; };
  auto counted = [&](size_t i) { return literal(i)->na()->na()->aux; };  // the number of elements plus 1
  EXPECT_TRUE(literal(0)->na()->lb().empty());
  EXPECT_EQ(counted(1), 5u);
  EXPECT_EQ(counted(2), 3u);
  EXPECT_EQ(counted(3), 0u);  // keys: the elements are kept
  EXPECT_EQ(literal(3)->lb().size(), 2u);
  EXPECT_EQ(counted(4), 1u);
  EXPECT_TRUE(literal(5)->lb()[0]->lb().empty());
}

TEST_F(Parse, ConstantGroups) {
  auto tree = parse("package p\nconst ( A int = iota; B; C = 2; D; E float64 )\nconst F = 1\n");
  Node* group = tree->decls.at(0);
  auto spec = [&](size_t i) { return value_spec(group->la()[i]); };
  EXPECT_FALSE(spec(0).inherited);
  EXPECT_TRUE(spec(1).inherited);
  EXPECT_EQ(spec(1).type, spec(0).type);
  EXPECT_EQ(spec(1).values.data, spec(0).values.data);
  EXPECT_FALSE(spec(2).inherited);
  EXPECT_EQ(spec(2).type, nullptr);
  EXPECT_TRUE(spec(3).inherited);
  EXPECT_EQ(spec(3).values.data, spec(2).values.data);
  EXPECT_FALSE(spec(4).inherited);
}

// Deep and long inputs end with one error, on a worker's stack, also under sanitizers.
TEST_F(Parse, Limits) {
  auto times = [](const char* s, int n) {
    std::string out;
    for (int i = 0; i < n; i++) out += s;
    return out;
  };
  constexpr int kDeep = 100'000;
  std::vector<std::string> inputs;
  for (const char* s : {"(", "! ", "*", "[]", "f(", "f[", "T{", "func(){ x = ", "<-", "chan ", "map[", "a.(struct{a [b"}) {
    inputs.push_back("package p\nvar x = " + times(s, kDeep));
  }
  for (const char* s : {"{", "if x {", "for {", "L: ", "switch { case x: ", "if x {} else "}) {
    inputs.push_back("package p\nfunc f() {" + times(s, kDeep));
  }
  for (const char* s : {"1+", "a.", "f()("}) inputs.push_back("package p\nvar x = " + times(s, 200'000) + "a");
  for (const char* s : {"struct{ a ", "interface{ m(a ", "func() ", "func("}) {
    inputs.push_back("package p\ntype T " + times(s, kDeep));
  }
  Pool pool(1);
  for (const std::string& text : inputs) {
    pool.submit([&text] {
      auto tree = parse(text);
      ASSERT_FALSE(tree->errors.empty()) << text.substr(0, 40);
      EXPECT_EQ(tree->errors.back().message, "exceeded max nesting depth") << text.substr(0, 40);
    });
    pool.wait();
  }
  for (const char* s : {"1 ", "#", "'\\q'"}) {
    auto tree = parse("package p\nvar x = []int{" + times(s, kDeep) + "}");
    EXPECT_EQ(tree->errors.size(), Lexer::kMaxErrors + 1) << s;
    size_t said = 0;
    for (const Diagnostic& d : tree->errors) said += d.message == "too many errors";
    EXPECT_EQ(said, 1u) << s;
  }
  // A file whose nodes outgrow the room estimated for them is parsed again.
  pool.submit([&] {
    auto tree = parse("package p\nfunc f() {" + times("a;", 300'000) + "}");
    EXPECT_TRUE(tree->errors.empty());
    EXPECT_GT(tree->count, 600'000u);
  });
  pool.wait();
}

// Every prefix and every single-byte deletion of the golden inputs parses without a crash.
TEST_F(Parse, Truncations) {
  for (const auto& entry : fs::directory_iterator(fs::path(PTRSAFE_SOURCE_DIR) / "tests/golden/parse")) {
    if (entry.path().extension() != ".go") continue;
    std::string text = read_file(entry.path());
    for (size_t i = 0; i < text.size(); i += 3) {
      parse(text.substr(0, i));
      std::string cut = text;
      cut.erase(i, 1);
      auto tree = parse(cut, i % 2 ? ParseMode::Full : ParseMode::SkipBodies);
      for (uint32_t n = 0; n < tree->count; n++) {
        start_pos(tree->first + n);
        end_pos(tree->first + n);
      }
    }
  }
}

}  // namespace
}  // namespace ptrsafe
