#include "goroot_suite.h"

#include <dirent.h>
#include <fmt/format.h>
#include <re2/re2.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "harness.h"

namespace ptrsafe::conformance {
namespace {

std::string_view trim(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t' || s.front() == '\r')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t' || s.back() == '\r')) s.remove_suffix(1);
  return s;
}

std::vector<std::string> names_with_suffix(const std::string& dir, std::string_view suffix) {
  std::vector<std::string> names;
  if (DIR* d = opendir(dir.c_str())) {
    while (dirent* e = readdir(d)) {
      std::string_view name = e->d_name;
      if (name.size() > suffix.size() && name[0] != '.' && name.substr(name.size() - suffix.size()) == suffix) names.emplace_back(name);
    }
    closedir(d);
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool tag_holds(std::string_view tag, int go_minor) {
  if (tag == "linux" || tag == "amd64" || tag == "gc" || tag == "unix" || tag == "test_run") return true;
  if (tag.substr(0, 4) == "go1.") {
    int minor = parse_version(tag).minor;
    return minor > 0 && minor <= go_minor;
  }
  return false;
}

// A build constraint: || over && over ! over parentheses and tags.
class Constraint {
 public:
  Constraint(std::string_view text, int go_minor) : text_(text), go_minor_(go_minor) {}
  bool eval() { return disjunction(); }

 private:
  bool take(std::string_view token) {
    text_ = trim(text_);
    if (text_.substr(0, token.size()) != token) return false;
    text_.remove_prefix(token.size());
    return true;
  }
  bool disjunction() {
    bool v = conjunction();
    while (take("||")) v = conjunction() || v;
    return v;
  }
  bool conjunction() {
    bool v = negation();
    while (take("&&")) v = negation() && v;
    return v;
  }
  bool negation() {
    if (take("!")) return !negation();
    if (take("(")) {
      bool v = disjunction();
      take(")");
      return v;
    }
    text_ = trim(text_);
    size_t n = 0;
    while (n < text_.size() && (isalnum(static_cast<unsigned char>(text_[n])) || text_[n] == '_' || text_[n] == '.')) n++;
    std::string_view tag = text_.substr(0, n);
    text_.remove_prefix(n);
    return tag_holds(tag, go_minor_);
  }
  std::string_view text_;
  int go_minor_;
};

// The older form: blanks are "or", commas "and".
bool plus_build(std::string_view text, int go_minor) {
  bool any = false;
  while (!(text = trim(text)).empty()) {
    std::string_view word = text.substr(0, std::min(text.find_first_of(" \t"), text.size()));
    text.remove_prefix(word.size());
    bool all = true;
    while (!word.empty()) {
      std::string_view term = word.substr(0, std::min(word.find(','), word.size()));
      word.remove_prefix(std::min(term.size() + 1, word.size()));
      bool negated = !term.empty() && term[0] == '!';
      if (negated) term.remove_prefix(1);
      all = all && tag_holds(term, go_minor) != negated;
    }
    any = any || all;
  }
  return any;
}

bool is_constraint(std::string_view line, std::string_view& expression, bool& plus) {
  if (line.substr(0, 10) == "//go:build" && (line.size() == 10 || line[10] == ' ' || line[10] == '\t')) {
    expression = line.substr(10);
    plus = false;
    return true;
  }
  if (line.substr(0, 2) != "//") return false;
  std::string_view rest = trim(line.substr(2));
  if (rest.substr(0, 6) != "+build" || (rest.size() > 6 && rest[6] != ' ' && rest[6] != '\t')) return false;
  expression = rest.substr(6);
  plus = true;
  return true;
}

// The words of a directive; quotes group.
std::vector<std::string> split_words(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  bool some = false;
  char quote = 0;
  for (char c : line) {
    if (quote) {
      if (c == quote) quote = 0; else word += c;
    } else if (c == '"' || c == '\'') {
      quote = c;
      some = true;
    } else if (c == ' ' || c == '\t') {
      if (some || !word.empty()) words.push_back(word);
      word.clear();
      some = false;
    } else {
      word += c;
    }
  }
  if (some || !word.empty()) words.push_back(word);
  return words;
}

std::string package_name(std::string_view source) {
  static const RE2& clause = *new RE2(R"((?m)^package ([\p{Lu}\p{Ll}\w]+))");
  std::string name;
  RE2::PartialMatch(re2::StringPiece(source.data(), source.size()), clause, &name);
  return name;
}

// Files of a directory with the same package name are one package; each one for itself if `single`.
std::vector<SuitePackage> directory_packages(const std::string& dir, bool single, bool& cgo) {
  std::vector<SuitePackage> packages;
  std::map<std::string, size_t> by_name;
  for (const std::string& file : names_with_suffix(dir, ".go")) {
    std::string source;
    read_file(dir + "/" + file, source);
    std::set<std::string> imports;
    collect_imports(source, imports);
    cgo = cgo || imports.count("C") || imports.count("runtime/cgo");
    std::string name = package_name(source);
    auto it = by_name.find(name);
    if (single || it == by_name.end()) {
      by_name[name] = packages.size();
      packages.push_back({name == "main" ? "main" : "test/" + file.substr(0, file.size() - 3), {}});
      it = by_name.find(name);
    }
    packages[it->second].files.push_back(dir + "/" + file);
  }
  return packages;
}

void skip(SuiteTest& t, std::string why) {
  t.want = Want::Skip;
  t.skip = std::move(why);
}

void read_test(SuiteTest& t, const std::string& root, const std::string& source, int go_minor) {
  std::string directive;
  for (size_t at = 0; at < source.size();) {
    size_t end = std::min(source.find('\n', at), source.size());
    std::string_view line(source.data() + at, end - at), expression;
    at = end + 1;
    bool plus;
    if (is_constraint(line, expression, plus)) continue;
    if (line.substr(0, 2) == "//") line.remove_prefix(2);
    directive = std::string(trim(line));
    break;
  }
  size_t clause = source.find("\npackage");
  std::string why;
  if (!constraints_match(clause == std::string::npos ? directive : source.substr(0, clause), go_minor, why)) {
    return skip(t, "build constraint: " + why);
  }
  std::vector<std::string> words = split_words(directive);
  if (words.empty()) return skip(t, "no directive");
  t.action = words[0];
  bool single = false, zero = false;
  std::string later, experiment;
  std::vector<std::string> args;
  for (size_t i = 1; i < words.size(); i++) {
    const std::string& w = words[i];
    if (w[0] != '-' || !args.empty()) {
      args.push_back(w);
    } else if (w == "-0") {
      zero = true;
    } else if (w == "-1" || w == "-e" || w == "-e=0" || w == "-d=panic") {
      // errors are wanted; how many are printed; panic on an internal error
    } else if (w == "-s") {
      single = true;
    } else if (w == "-t") {
      i++;
    } else if (w == "-complete") {
      t.complete = true;
    } else if (w == "-goexperiment" && i + 1 < words.size()) {
      experiment = words[++i];
    } else if (w == "-gomodversion" && i + 1 < words.size()) {
      t.module_go = words[++i];
    } else if (w.rfind("-lang=", 0) == 0) {
      t.lang = parse_version(std::string_view(w).substr(6));
    } else if (w.rfind("-p=", 0) == 0) {
    } else if (w == "-ldflags") {
      break;
    } else if (t.action.rfind("errorcheck", 0) == 0) {
      later = w;  // accepting a program does not depend on such flags; its diagnostics do
    }
  }
  if (!experiment.empty()) return skip(t, "experiment " + experiment);
  if (t.action == "skip") return skip(t, "marked skip");
  if (t.action == "asmcheck") return skip(t, "asmcheck: of generated code");
  bool errorcheck = t.action.rfind("errorcheck", 0) == 0;
  if (errorcheck && t.action != "errorcheckoutput") {
    if (!later.empty()) return skip(t, fmt::format("{}: {} is a flag of a later phase", t.action, later));
    t.want = zero ? Want::Accept : Want::Errors;
    if (zero) t.action += " -0";
  }
  static constexpr std::string_view known[] = {"compile",  "compiledir", "build",     "builddir", "buildrundir", "run",
                                               "buildrun", "runoutput",  "rundir",    "runindir", "errorcheckoutput"};
  if (!errorcheck && std::find(std::begin(known), std::end(known), t.action) == std::end(known)) {
    return skip(t, "no directive: " + directive.substr(0, 40));
  }

  bool cgo = false;
  std::string path = root + "/" + t.name;
  t.dir = path.substr(0, path.size() - 3) + ".dir";
  if (t.action == "runindir") {
    t.module_dir = true;
    return;
  }
  if (t.action == "builddir" || t.action == "buildrundir") {
    SuitePackage package{"main", {}};
    for (const std::string& file : names_with_suffix(t.dir, ".go")) package.files.push_back(t.dir + "/" + file);
    t.packages.push_back(std::move(package));
    return;
  }
  if (t.action.find("dir") != std::string::npos) {
    t.packages = directory_packages(t.dir, single, cgo);
    if (cgo) skip(t, "cgo");
    return;
  }
  std::set<std::string> imports;
  collect_imports(source, imports);
  if (imports.count("C") || imports.count("runtime/cgo")) return skip(t, "cgo");
  SuitePackage package{t.action == "compile" || errorcheck ? "p" : "main", {path}};
  if (t.action == "build" || t.action == "buildrun") t.complete = true;
  for (const std::string& arg : args) {
    // Further files of the same package, named after the flags.
    if (arg.size() > 3 && arg.substr(arg.size() - 3) == ".go") {
      std::string base = arg.substr(0, 2) == "./" ? arg.substr(2) : arg;
      package.files.push_back(path.substr(0, path.rfind('/') + 1) + base);
      struct stat st;
      if (stat(package.files.back().c_str(), &st) != 0) package.files.back() = root + "/" + base;
    }
  }
  t.packages.push_back(std::move(package));
}

}  // namespace

bool constraints_match(std::string_view header, int go_minor, std::string& why) {
  while (!header.empty()) {
    std::string_view line = header.substr(0, std::min(header.find('\n'), header.size()));
    header.remove_prefix(std::min(line.size() + 1, header.size()));
    if (line.substr(0, 8) == "package ") break;
    std::string_view expression;
    bool plus;
    if (!is_constraint(line, expression, plus)) continue;
    if (plus ? !plus_build(expression, go_minor) : !Constraint(expression, go_minor).eval()) {
      why = std::string(trim(line));
      return false;
    }
  }
  return true;
}

std::vector<SuiteTest> collect_suite(const std::string& goroot, int go_minor) {
  std::vector<SuiteTest> tests;
  std::string root = goroot + "/test";
  for (const char* dir : {".", "ken", "chan", "interface", "internal/runtime/sys", "syntax", "dwarf", "fixedbugs", "codegen",
                          "abi", "typeparam", "typeparam/mdempsky", "arenas", "simd"}) {
    for (const std::string& file : names_with_suffix(root + "/" + dir, ".go")) {
      SuiteTest t;
      t.name = dir[0] == '.' ? file : fmt::format("{}/{}", dir, file);
      std::string source;
      if (!read_file(root + "/" + t.name, source)) continue;
      read_test(t, root, source, go_minor);
      tests.push_back(std::move(t));
    }
  }
  return tests;
}

std::vector<SuiteExpectation> suite_expectations(const std::string& path, std::string_view source) {
  static const RE2& marker = *new RE2("// (?:GC_)?ERROR (.*)");
  static const RE2& quoted = *new RE2("\"([^\"]*)\"");
  static const RE2& line_number = *new RE2("LINE(?:([+-])(\\d+))?");
  std::vector<SuiteExpectation> found;
  std::string base = path.substr(path.rfind('/') + 1);
  uint32_t number = 0;
  while (!source.empty()) {
    std::string_view line = source.substr(0, std::min(source.find('\n'), source.size()));
    source.remove_prefix(std::min(line.size() + 1, source.size()));
    number++;
    if (line.find("////") != line.npos) continue;
    std::string all;
    if (!RE2::PartialMatch(re2::StringPiece(line.data(), line.size()), marker, &all)) continue;
    re2::StringPiece rest(all);
    std::string pattern;
    while (RE2::FindAndConsume(&rest, quoted, &pattern)) {
      std::string substituted;
      re2::StringPiece input(pattern), whole;
      size_t copied = 0;
      re2::StringPiece groups[3];
      while (line_number.Match(pattern, copied, pattern.size(), RE2::UNANCHORED, groups, 3)) {
        size_t at = static_cast<size_t>(groups[0].data() - pattern.data());
        substituted.append(pattern, copied, at - copied);
        long n = number;
        if (groups[2].data()) n += (groups[1] == "-" ? -1 : 1) * strtol(std::string(groups[2]).c_str(), nullptr, 10);
        substituted += fmt::format("{}:{}", base, n);
        copied = at + groups[0].size();
      }
      substituted.append(pattern, copied, std::string::npos);
      found.push_back({path, number, std::move(substituted)});
    }
  }
  return found;
}

}  // namespace ptrsafe::conformance
