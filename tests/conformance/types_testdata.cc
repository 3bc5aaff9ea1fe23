// types_testdata: runs Go's own checker suite, GOROOT/src/internal/types/testdata and
// go/types/testdata/local, by the rules of Go's own harness, and prints the score by directory.
//
//   types_testdata [--goroot DIR] [--own DIR] [--misses] [--only SUBSTRING] [--scores FILE] [--update] [--strict] [-j N]
//
// --own: the files of DIR instead, written by the same rules; each must be exactly right, and errors that only the
// compiler has are reported as well.
//
// The rules (go/types/check_test.go): a comment that begins with " ERROR " or " ERRORx " expects one error
// at the token before it (semicolons that the lexer inserts do not count); ERROR wants a substring of the
// message, ERRORx a match of a regular expression. Flags stand on the first line.
#include <dirent.h>
#include <fmt/format.h>
#include <re2/re2.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>

#include "build/constraint.h"
#include "harness.h"

namespace ptrsafe::conformance {
namespace {

struct Expectation {
  uint32_t line = 0;
  uint32_t column = 0;
  bool regex = false;
  std::string pattern;  // unquoted
};

// The value of a Go string literal; false if it is malformed.
bool unquote(std::string_view quoted, std::string& out) {
  if (quoted.size() < 2 || quoted.front() != quoted.back()) return false;
  char quote = quoted.front();
  quoted = quoted.substr(1, quoted.size() - 2);
  if (quote == '`') {
    out = std::string(quoted);
    return true;
  }
  if (quote != '"') return false;
  for (size_t i = 0; i < quoted.size(); i++) {
    if (quoted[i] != '\\') {
      out += quoted[i];
      continue;
    }
    if (++i >= quoted.size()) return false;
    auto hex = [&](size_t digits) {
      uint32_t v = static_cast<uint32_t>(strtoul(std::string(quoted.substr(i + 1, digits)).c_str(), nullptr, 16));
      i += digits;
      return v;
    };
    switch (quoted[i]) {
      case 'n': out += '\n'; break;
      case 't': out += '\t'; break;
      case 'r': out += '\r'; break;
      case '\\': case '"': case '\'': out += quoted[i]; break;
      case 'x': out += static_cast<char>(hex(2)); break;
      case 'u': case 'U': {
        uint32_t r = hex(quoted[i] == 'u' ? 4 : 8);
        if (r < 0x80) {
          out += static_cast<char>(r);
        } else if (r < 0x800) {
          out += {static_cast<char>(0xc0 | r >> 6), static_cast<char>(0x80 | (r & 63))};
        } else if (r < 0x10000) {
          out += {static_cast<char>(0xe0 | r >> 12), static_cast<char>(0x80 | (r >> 6 & 63)), static_cast<char>(0x80 | (r & 63))};
        } else {
          out += {static_cast<char>(0xf0 | r >> 18), static_cast<char>(0x80 | (r >> 12 & 63)),
                  static_cast<char>(0x80 | (r >> 6 & 63)), static_cast<char>(0x80 | (r & 63))};
        }
        break;
      }
      default: return false;
    }
  }
  return true;
}

// Finds the expectations of a file. Only where tokens begin matters, so this scan knows no more of the
// lexical grammar than that; it is kept apart from the lexer that it helps to test.
class ExpectationScanner {
 public:
  explicit ExpectationScanner(std::string_view text) : text_(text) {}

  std::vector<Expectation> scan(std::vector<std::string>& problems) {
    if (text_.substr(0, 3) == "\xef\xbb\xbf") at_ = 3;
    while (at_ < text_.size()) {
      char c = text_[at_];
      if (c == '\n') {
        newline();
      } else if (c == ' ' || c == '\t' || c == '\r') {
        at_++;
      } else if (c == '/' && peek(1) == '/') {
        size_t end = std::min(text_.find('\n', at_), text_.size());
        comment(text_.substr(at_ + 2, end - at_ - 2), problems);
        at_ = end;
      } else if (c == '/' && peek(1) == '*') {
        size_t end = text_.find("*/", at_ + 2);
        size_t stop = end == text_.npos ? text_.size() : end + 2;
        comment(text_.substr(at_ + 2, (end == text_.npos ? text_.size() : end) - at_ - 2), problems);
        while (at_ < stop) {
          if (text_[at_] == '\n') newline(); else at_++;
        }
      } else {
        previous_ = {line_, static_cast<uint32_t>(at_ - line_start_ + 1)};
        skip_token();
      }
    }
    return std::move(found_);
  }

 private:
  char peek(size_t n) const { return at_ + n < text_.size() ? text_[at_ + n] : '\0'; }
  void newline() {
    at_++;
    line_++;
    line_start_ = at_;
  }

  void comment(std::string_view body, std::vector<std::string>& problems) {
    Expectation e;
    if (body.substr(0, 7) == " ERROR ") {
      body.remove_prefix(7);
    } else if (body.substr(0, 8) == " ERRORx ") {
      body.remove_prefix(8);
      e.regex = true;
    } else {
      return;
    }
    while (!body.empty() && strchr(" \t\r\n", body.front())) body.remove_prefix(1);
    while (!body.empty() && strchr(" \t\r\n", body.back())) body.remove_suffix(1);
    e.line = previous_.line;
    e.column = previous_.column;
    if (unquote(body, e.pattern)) {
      found_.push_back(std::move(e));
    } else {
      problems.push_back(fmt::format("line {}: pattern cannot be unquoted: {}", line_, body));
    }
  }

  static bool word(char c) { return isalnum(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80); }

  void skip_token() {
    char c = text_[at_];
    if (c == '"' || c == '\'') {
      for (at_++; at_ < text_.size() && text_[at_] != '\n' && text_[at_] != c; at_++) {
        if (text_[at_] == '\\' && peek(1) != '\n') at_++;
      }
      if (at_ < text_.size() && text_[at_] == c) at_++;
    } else if (c == '`') {
      at_++;
      while (at_ < text_.size() && text_[at_] != '`') {
        if (text_[at_] == '\n') newline(); else at_++;
      }
      if (at_ < text_.size()) at_++;
    } else if (isdigit(static_cast<unsigned char>(c)) || (c == '.' && isdigit(static_cast<unsigned char>(peek(1))))) {
      bool hex = c == '0' && (peek(1) | 32) == 'x';
      for (at_++; at_ < text_.size(); at_++) {
        char d = text_[at_];
        char before = static_cast<char>(text_[at_ - 1] | 32);
        bool sign = (d == '+' || d == '-') && (hex ? before == 'p' : before == 'e');
        if (!word(d) && d != '.' && !sign) break;
      }
    } else if (word(c)) {
      while (at_ < text_.size() && word(text_[at_])) at_++;
    } else {
      static constexpr std::string_view operators[] = {
          "<<=", ">>=", "&^=", "...", "&&", "||", "<-", "++", "--", "==", "!=", "<=", ">=", ":=",
          "+=",  "-=",  "*=",  "/=",  "%=", "&=", "|=", "^=", "<<", ">>", "&^"};
      for (std::string_view op : operators) {
        if (text_.substr(at_, op.size()) == op) {
          at_ += op.size();
          return;
        }
      }
      at_++;
    }
  }

  struct Place {
    uint32_t line = 0, column = 0;
  };
  std::string_view text_;
  size_t at_ = 0;
  uint32_t line_ = 1;
  size_t line_start_ = 0;
  Place previous_;
  std::vector<Expectation> found_;
};

struct Case {
  std::string suite;  // check, examples, fixedbugs, spec, local
  std::string name;
  std::vector<std::string> files;
  build::GoVersion lang;
  bool fake_import_c = false;
  std::string skip;  // why it is not run
};

void read_flags(Case& c, std::string_view source) {
  std::string_view line = source.substr(0, source.find('\n'));
  if (line.substr(0, 2) != "//") return;
  line.remove_prefix(2);
  std::vector<std::string> words;
  for (size_t i = 0; i < line.size();) {
    size_t start = line.find_first_not_of(" \t\r", i);
    if (start == line.npos) break;
    size_t end = std::min(line.find_first_of(" \t\r", start), line.size());
    words.emplace_back(line.substr(start, end - start));
    i = end;
  }
  if (words.empty() || words[0][0] != '-') return;
  for (const std::string& word : words) {
    if (word.rfind("-lang=", 0) == 0) {
      c.lang = parse_version(std::string_view(word).substr(6));
    } else if (word == "-fakeImportC") {
      c.fake_import_c = true;
    } else if (word == "-gotypesalias=0") {
      c.skip = "-gotypesalias=0: aliases as nodes are the only mode since Go 1.27";
    } else if (word == "-gotypesalias=1" || word == "-goexperiment=aliastypeparams") {
      // the default since Go 1.23 and 1.24
    } else if (word.rfind("-goexperiment=", 0) == 0) {
      c.skip = "experiment: " + word;
    } else {
      c.skip = "unknown flag " + word;
    }
  }
}

std::vector<std::string> entries(const std::string& dir) {
  std::vector<std::string> names;
  if (DIR* d = opendir(dir.c_str())) {
    while (dirent* e = readdir(d)) {
      if (e->d_name[0] != '.') names.emplace_back(e->d_name);
    }
    closedir(d);
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool is_go(const std::string& name) { return name.size() > 3 && name.compare(name.size() - 3, 3, ".go") == 0; }

// Go's harness tests a file if its build constraint holds; only systems, architectures and releases count.
bool constraint_holds(std::string_view source, int go_minor) {
  build::TagSet tags;
  tags.goos = "linux";
  tags.goarch = "amd64";
  tags.tags.insert("linux");
  tags.tags.insert("amd64");
  for (int i = 1; i <= go_minor; i++) tags.tags.insert(fmt::format("go1.{}", i));
  return build::header_matches(source, tags);
}

std::vector<Case> collect(const std::string& goroot, int go_minor, const std::string& own, const std::string& only) {
  std::vector<Case> cases;
  std::vector<const char*> suites{"check", "examples", "fixedbugs", "spec", "local"};
  if (!own.empty()) suites.assign(1, "own");
  for (const char* suite : suites) {
    std::string dir = !own.empty() ? own : strcmp(suite, "local") == 0 ? goroot + "/src/go/types/testdata/local"
                                                  : goroot + "/src/internal/types/testdata/" + suite;
    for (const std::string& name : entries(dir)) {
      Case c{.suite = suite, .name = name};
      if (is_go(name)) {
        c.files.push_back(dir + "/" + name);
      } else {
        for (const std::string& file : entries(dir + "/" + name)) {
          if (is_go(file)) c.files.push_back(dir + "/" + name + "/" + file);
        }
      }
      if (c.files.empty()) continue;
      if (!only.empty() && (c.suite + "/" + name).find(only) == std::string::npos) continue;
      std::string text;
      if (read_file(c.files[0], text)) read_flags(c, text);
      if (!constraint_holds(text, go_minor)) c.skip = "its build constraint does not hold";
      cases.push_back(std::move(c));
    }
  }
  return cases;
}

struct Tally {
  int packages = 0, clean_packages = 0, clean_ok = 0, skipped = 0, failed = 0;  // failed: crashed or hung
  int passes = 0;           // by Go's own rules, exactly
  int expected = 0, matched = 0, matched_column = 0;
  int lines = 0, reported_lines = 0, column_lines = 0, all_columns_lines = 0, pattern_lines = 0;
  int false_lines = 0, false_errors = 0;
  void add(const Tally& t) {
    const int* from = &t.packages;
    int* to = &packages;
    for (size_t i = 0; i < sizeof(Tally) / sizeof(int); i++) to[i] += from[i];
  }
};

bool matches(const Expectation& e, const std::string& message) {
  if (!e.regex) return message.find(e.pattern) != std::string::npos;
  RE2::Options options;
  options.set_log_errors(false);
  RE2 re(e.pattern, options);
  return re.ok() && RE2::PartialMatch(message, re);
}

// Compares what was reported in one file with what is expected there. `misses` gets a line for each
// expectation that is not met and each error that is not expected.
void compare(const std::string& label, const std::vector<Expectation>& expected, const std::vector<Reported>& errors,
             Tally& tally, std::vector<std::string>& misses) {
  std::map<uint32_t, std::pair<std::vector<const Expectation*>, std::vector<const Reported*>>> lines;
  for (const Expectation& e : expected) lines[e.line].first.push_back(&e);
  for (const Reported& r : errors) lines[r.line].second.push_back(&r);
  bool exact = true;
  for (auto& [line, pair] : lines) {
    auto& [want, got] = pair;
    if (want.empty()) {
      tally.false_lines++;
      tally.false_errors += static_cast<int>(got.size());
      exact = false;
      for (const Reported* r : got) misses.push_back(fmt::format("FALSE   {}:{}:{}: {}", label, line, r->column, r->message));
      continue;
    }
    tally.lines++;
    tally.expected += static_cast<int>(want.size());
    bool any_column = false;
    bool all_columns = true;
    for (const Expectation* e : want) {
      bool here = std::any_of(got.begin(), got.end(), [&](const Reported* r) { return r->column == e->column; });
      any_column |= here;
      all_columns &= here;
    }
    if (!got.empty()) {
      tally.reported_lines++;
      tally.column_lines += any_column;
      tally.all_columns_lines += all_columns;
    }
    // Each error takes the nearest expectation whose pattern it matches, as Go's harness has it.
    std::vector<const Expectation*> left = want;
    std::vector<const Reported*> extra;
    int matched = 0;
    for (const Reported* r : got) {
      size_t best = left.size();
      uint32_t distance = 0;
      for (size_t i = 0; i < left.size(); i++) {
        if (!matches(*left[i], r->message)) continue;
        uint32_t d = left[i]->column > r->column ? left[i]->column - r->column : r->column - left[i]->column;
        if (best == left.size() || d < distance) {
          best = i;
          distance = d;
        }
      }
      if (best == left.size()) {
        extra.push_back(r);
        continue;
      }
      matched++;
      tally.matched++;
      if (distance == 0) {
        tally.matched_column++;
      } else {
        exact = false;
        misses.push_back(fmt::format("COLUMN  {}:{}:{}: wanted column {}: {}", label, line, r->column, left[best]->column, r->message));
      }
      left.erase(left.begin() + static_cast<ptrdiff_t>(best));
    }
    tally.pattern_lines += matched > 0;
    for (const Expectation* e : left) {
      exact = false;
      misses.push_back(fmt::format("{} {}:{}:{}: {} {}", got.empty() ? "MISSED " : "PATTERN", label, line, e->column,
                                   e->regex ? "ERRORx" : "ERROR", e->pattern));
    }
    for (const Reported* r : extra) {
      exact = false;
      misses.push_back(fmt::format("EXTRA   {}:{}:{}: {}", label, line, r->column, r->message));
    }
  }
  tally.passes = tally.passes && exact;
}

std::string run_case(const Harness& harness, const Case& c, bool compiler_errors) {
  Tally tally{};
  std::vector<std::string> misses;
  HandOptions options;
  options.version = c.lang;
  options.check.fake_import_c = c.fake_import_c;
  options.check.test_builtins = true;
  options.check.compiler_errors = compiler_errors;
  HandPackage package = harness.check(c.files, options);
  tally.packages = 1;
  tally.passes = 1;
  size_t expectations = 0;
  for (const std::string& path : c.files) {
    std::string text;
    read_file(path, text);
    std::vector<Expectation> expected = ExpectationScanner(text).scan(misses);
    std::vector<Reported> errors;
    for (const Reported& r : package.errors) {
      // A secondary line that stands alone belongs to the error before it.
      if (r.file == path && r.message.substr(0, 1) != "\t") errors.push_back(r);
    }
    expectations += expected.size();
    std::string label = c.files.size() == 1 ? c.suite + "/" + c.name : c.suite + "/" + c.name + path.substr(path.rfind('/'));
    compare(label, expected, errors, tally, misses);
  }
  for (const Reported& r : package.errors) {
    if (std::find(c.files.begin(), c.files.end(), r.file) == c.files.end()) {
      tally.false_lines++;
      misses.push_back(fmt::format("FALSE   {}/{}: {}:{}: {}", c.suite, c.name, r.file, r.line, r.message));
    }
  }
  tally.clean_packages = expectations == 0;
  tally.clean_ok = expectations == 0 && tally.passes;
  nlohmann::json result;
  const int* counts = &tally.packages;
  for (size_t i = 0; i < sizeof(Tally) / sizeof(int); i++) result["tally"].push_back(counts[i]);
  result["misses"] = misses;
  return result.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

double percent(int part, int whole) { return whole ? 100.0 * part / whole : 100.0; }

int run(int argc, char** argv) {
  std::string goroot, own, only, scores = PTRSAFE_SOURCE_DIR "/tests/scores.json";
  bool show = false, update = false, strict = false, lenient = false;
  unsigned jobs = 2;
  int seconds = 60;
  for (int i = 1; i < argc; i++) {
    std::string_view a = argv[i];
    auto next = [&]() -> std::string { return i + 1 < argc ? argv[++i] : ""; };
    if (a == "--goroot") goroot = next();
    else if (a == "--own") own = next();
    else if (a == "--only") only = next();
    else if (a == "--scores") scores = next();
    else if (a == "-j") jobs = static_cast<unsigned>(std::max(1, atoi(next().c_str())));
    else if (a == "--timeout") seconds = atoi(next().c_str());
    else if (a == "--misses") show = true;
    else if (a == "--update") update = true;
    else if (a == "--strict") strict = true;
    else if (a == "--no-ratchet") lenient = true;
    else {
      fmt::print(stderr, "usage: types_testdata [--goroot DIR] [--own DIR] [--only TEXT] [--misses] [--scores FILE] [--update] [--strict] [-j N]\n");
      return 2;
    }
  }
  Harness harness(goroot);
  std::vector<Case> cases = collect(harness.goroot(), harness.go_minor(), own, only);
  if (cases.empty()) {
    fmt::print("skipped: {} has no src/internal/types/testdata\n", harness.goroot());
    return 0;
  }
  std::set<std::string> imports;
  for (const Case& c : cases) {
    for (const std::string& file : c.files) {
      std::string text;
      if (read_file(file, text)) collect_imports(text, imports);
    }
  }
  if (!harness.load_std(imports)) {
    fmt::print("the standard library could not be loaded from {}\n", harness.goroot());
    return 1;
  }
  std::vector<Outcome> outcomes = run_isolated(cases.size(), jobs, seconds, [&](size_t i) {
    return cases[i].skip.empty() ? run_case(harness, cases[i], !own.empty()) : std::string("{}");
  });

  std::map<std::string, Tally> by_suite;
  Tally total{};
  std::vector<std::string> skips, failures, misses;
  for (size_t i = 0; i < cases.size(); i++) {
    Tally t{};
    std::string label = cases[i].suite + "/" + cases[i].name;
    if (!cases[i].skip.empty()) {
      t.skipped = 1;
      skips.push_back(label + ": " + cases[i].skip);
    } else if (outcomes[i].kind != Outcome::Done) {
      t.packages = t.failed = 1;
      failures.push_back(fmt::format("{} {}: {}", outcomes[i].kind == Outcome::Crashed ? "CRASHED" : "HUNG   ", label, outcomes[i].text));
      // What it should have reported counts as missed.
      for (const std::string& path : cases[i].files) {
        std::string text;
        std::vector<std::string> ignored;
        read_file(path, text);
        std::set<uint32_t> lines;
        for (const Expectation& e : ExpectationScanner(text).scan(ignored)) {
          t.expected++;
          lines.insert(e.line);
        }
        t.lines += static_cast<int>(lines.size());
      }
    } else {
      auto result = nlohmann::json::parse(outcomes[i].text);
      int* counts = &t.packages;
      for (size_t k = 0; k < sizeof(Tally) / sizeof(int); k++) counts[k] = result["tally"][k].get<int>();
      if (result.contains("misses") && result["misses"].is_array()) {
        for (const auto& m : result["misses"]) misses.push_back(m.get<std::string>());
      }
    }
    by_suite[cases[i].suite].add(t);
    total.add(t);
  }

  if (show) {
    for (const std::string& line : misses) fmt::print("{}\n", line);
  }
  for (const std::string& line : skips) fmt::print("skipped {}\n", line);
  for (const std::string& line : failures) fmt::print("{}\n", line);
  fmt::print("\n{:<10} {:>8} {:>6} {:>9} {:>12} {:>7} {:>9} {:>8} {:>11} {:>9} {:>12} {:>11}\n", "directory", "packages",
             "exact", "must pass", "false lines", "lines", "reported", "%", "same column", "%", "all columns", "pattern %");
  auto row = [](const std::string& name, const Tally& t) {
    fmt::print("{:<10} {:>8} {:>6} {:>4}/{:<4} {:>12} {:>7} {:>9} {:>8.2f} {:>11} {:>9.2f} {:>12} {:>11.2f}\n", name, t.packages,
               t.passes, t.clean_ok, t.clean_packages, t.false_lines, t.lines, t.reported_lines,
               percent(t.reported_lines, t.lines), t.column_lines, percent(t.column_lines, t.reported_lines),
               t.all_columns_lines, percent(t.matched, t.expected));
  };
  for (const auto& [name, t] : by_suite) row(name, t);
  row("total", total);
  fmt::print("expected errors {}, matched by pattern {}, by pattern and column {}; packages exactly as in Go's harness {} of {}\n\n",
             total.expected, total.matched, total.matched_column, total.passes, total.packages);
  if (!own.empty()) return total.failed || total.passes != total.packages ? 1 : 0;
  if (!only.empty() || lenient) return total.failed ? 1 : 0;
  return judge_scores(scores, "types_testdata", harness.version_key(),
                      {{"crashed or hung", static_cast<double>(total.failed), 0, true},
                       {"false error lines", static_cast<double>(total.false_lines), 0, true},
                       {"expected lines reported %", percent(total.reported_lines, total.lines), 97, false},
                       {"same column % of reported lines", percent(total.column_lines, total.reported_lines), 95, false},
                       {"all columns % of reported lines", percent(total.all_columns_lines, total.reported_lines), 0, false},
                       {"expected errors matched by pattern %", percent(total.matched, total.expected), 0, false},
                       {"packages exactly as in Go's harness", static_cast<double>(total.passes), 0, false}},
                      update, strict)
             ? 0
             : 1;
}

}  // namespace
}  // namespace ptrsafe::conformance

int main(int argc, char** argv) {
  setvbuf(stdout, nullptr, _IOLBF, 1 << 16);
  return ptrsafe::conformance::run(argc, argv);
}
