#include "build/constraint.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/unicode.h"

namespace ptrsafe::build {
namespace {

// Limits that keep hostile input cheap; real constraints have a few dozen terms.
constexpr size_t kMaxTerms = 10000;
constexpr int kMaxDepth = 1000;

constexpr std::string_view kKnownOs[] = {"aix",     "android", "darwin",  "dragonfly", "freebsd", "hurd",
                                         "illumos", "ios",     "js",      "linux",     "nacl",    "netbsd",
                                         "openbsd", "plan9",   "solaris", "wasip1",    "windows", "zos"};
constexpr std::string_view kKnownArch[] = {"386",       "amd64",       "amd64p32", "arm",    "armbe",   "arm64",
                                           "arm64be",   "loong64",     "mips",     "mipsle", "mips64",  "mips64le",
                                           "mips64p32", "mips64p32le", "ppc",      "ppc64",  "ppc64le", "riscv",
                                           "riscv64",   "s390",        "s390x",    "sparc",  "sparc64", "wasm"};
constexpr std::string_view kUnix[] = {"aix",     "android", "darwin", "dragonfly", "freebsd", "hurd",
                                      "illumos", "ios",     "linux",  "netbsd",    "openbsd", "solaris"};

template <size_t N>
bool one_of(const std::string_view (&list)[N], std::string_view s) {
  return std::find(std::begin(list), std::end(list), s) != std::end(list);
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view trim(std::string_view s) {
  while (!s.empty() && is_space(s.front())) s.remove_prefix(1);
  while (!s.empty() && is_space(s.back())) s.remove_suffix(1);
  return s;
}

// Length of the tag that `s` begins with; 0 if there is none.
size_t tag_length(std::string_view s) {
  size_t n = 0;
  while (n < s.size()) {
    auto c = static_cast<unsigned char>(s[n]);
    if (c < 0x80) {
      if (!(std::isalnum(c) || c == '_' || c == '.')) break;
      n++;
      continue;
    }
    int width;
    uint32_t rune = decode_rune(s.substr(n), &width);
    if (!is_unicode_letter(rune) && !is_unicode_digit(rune)) break;
    n += static_cast<size_t>(width);
  }
  return n;
}

}  // namespace

bool is_known_os(std::string_view s) { return one_of(kKnownOs, s); }
bool is_known_arch(std::string_view s) { return one_of(kKnownArch, s); }
bool is_unix_os(std::string_view s) { return one_of(kUnix, s); }

bool TagSet::holds(std::string_view tag) const {
  if (tag == "boringcrypto") tag = "goexperiment.boringcrypto";
  return tags.contains(tag);
}

bool TagSet::file_name_matches(std::string_view name) const {
  if (size_t dot = name.find('.'); dot != std::string_view::npos) name = name.substr(0, dot);
  size_t first = name.find('_');
  if (first == std::string_view::npos) return true;
  name = name.substr(first + 1);  // what stands before the first underscore is no constraint
  auto pop = [&] {
    size_t bar = name.rfind('_');
    std::string_view last = bar == std::string_view::npos ? name : name.substr(bar + 1);
    name = bar == std::string_view::npos ? std::string_view() : name.substr(0, bar);
    return last;
  };
  std::string_view last = pop();
  if (last == "test") last = pop();
  std::string_view before = pop();
  if (is_known_os(before) && is_known_arch(last)) return holds(last) && holds(before);
  if (is_known_os(last) || is_known_arch(last)) return holds(last);
  return true;
}

// Recursive descent over  or = and {"||" and} · and = not {"&&" not} · not = {"!"} (tag | "(" or ")").
class ConstraintParser {
 public:
  ConstraintParser(std::string_view text, Constraint* out) : text_(text), out_(out) {}

  bool parse(std::string* error) {
    out_->terms_.clear();
    next();
    uint32_t root = parse_or(0);
    if (error_.empty() && token_ != Token::End) fail(fmt::format("unexpected token {}", token_text_));
    if (!error_.empty()) {
      *error = std::move(error_);
      return false;
    }
    // The root stands last, so that nobody has to remember its place.
    if (root + 1 != out_->terms_.size()) out_->terms_.push_back(Constraint::Term(out_->terms_[root]));
    return true;
  }

 private:
  enum class Token : uint8_t { End, Tag, Not, And, Or, Open, Close, Bad };

  void fail(std::string why) {
    if (error_.empty()) error_ = std::move(why);
    token_ = Token::Bad;
  }

  void next() {
    if (token_ == Token::Bad) return;
    while (at_ < text_.size() && is_blank(text_[at_])) at_++;
    if (at_ >= text_.size()) {
      token_ = Token::End;
      token_text_ = {};
      return;
    }
    char c = text_[at_];
    auto take = [&](Token t, size_t n) {
      token_ = t;
      token_text_ = text_.substr(at_, n);
      at_ += n;
    };
    if (c == '(') return take(Token::Open, 1);
    if (c == ')') return take(Token::Close, 1);
    if (c == '!') return take(Token::Not, 1);
    if (c == '&' || c == '|') {
      if (at_ + 1 >= text_.size() || text_[at_ + 1] != c) return fail(fmt::format("invalid syntax at {}", c));
      return take(c == '&' ? Token::And : Token::Or, 2);
    }
    size_t n = tag_length(text_.substr(at_));
    if (n == 0) {
      int width;
      decode_rune(text_.substr(at_), &width);
      return fail(fmt::format("invalid syntax at {}", text_.substr(at_, static_cast<size_t>(width))));
    }
    take(Token::Tag, n);
  }

  uint32_t add(Constraint::Term t) {
    if (out_->terms_.size() >= kMaxTerms) {
      fail("build expression too large");
      return 0;
    }
    out_->terms_.push_back(t);
    return static_cast<uint32_t>(out_->terms_.size() - 1);
  }

  uint32_t parse_or(int depth) {
    uint32_t x = parse_and(depth);
    while (error_.empty() && token_ == Token::Or) {
      next();
      x = add({Constraint::Kind::Or, x, parse_and(depth), {}});
    }
    return x;
  }

  uint32_t parse_and(int depth) {
    uint32_t x = parse_not(depth);
    while (error_.empty() && token_ == Token::And) {
      next();
      x = add({Constraint::Kind::And, x, parse_not(depth), {}});
    }
    return x;
  }

  uint32_t parse_not(int depth) {
    if (token_ == Token::Not) {
      next();
      if (token_ == Token::Not) return fail("double negation not allowed"), 0;
      return add({Constraint::Kind::Not, parse_atom(depth), 0, {}});
    }
    return parse_atom(depth);
  }

  uint32_t parse_atom(int depth) {
    if (depth > kMaxDepth) return fail("build expression too large"), 0;
    if (token_ == Token::Tag) {
      uint32_t x = add({Constraint::Kind::Tag, 0, 0, token_text_});
      next();
      return x;
    }
    if (token_ == Token::Open) {
      next();
      uint32_t x = parse_or(depth + 1);
      if (!error_.empty()) return 0;
      if (token_ != Token::Close) return fail("missing close paren"), 0;
      next();
      return x;
    }
    if (token_ == Token::End) return fail("unexpected end of expression"), 0;
    return fail(fmt::format("unexpected token {}", token_text_)), 0;
  }

  std::string_view text_;
  Constraint* out_;
  size_t at_ = 0;
  Token token_ = Token::End;
  std::string_view token_text_;
  std::string error_;
};

bool Constraint::parse(std::string_view text, Constraint* out, std::string* error) {
  return ConstraintParser(text, out).parse(error);
}

bool Constraint::eval(const TagSet& tags) const {
  if (terms_.empty()) return false;
  auto at = static_cast<uint32_t>(terms_.size() - 1);
  std::vector<bool> value(at + 1);
  for (uint32_t i = 0; i <= at; i++) {
    const Term& t = terms_[i];
    switch (t.kind) {
      case Kind::Tag:
        value[i] = tags.holds(t.tag);
        break;
      case Kind::Not:
        value[i] = !value[t.a];
        break;
      case Kind::And:
        value[i] = value[t.a] && value[t.b];
        break;
      case Kind::Or:
        value[i] = value[t.a] || value[t.b];
        break;
    }
  }
  return value[at];
}

int Constraint::go_minor() const {
  if (terms_.empty()) return -1;
  auto at = static_cast<uint32_t>(terms_.size() - 1);
  // What each term implies as it stands, and negated; -1 is "no release is implied".
  std::vector<int> plain(at + 1, -1), negated(at + 1, -1);
  for (uint32_t i = 0; i <= at; i++) {
    const Term& t = terms_[i];
    switch (t.kind) {
      case Kind::Tag: {
        if (t.tag == "go1") plain[i] = 0;
        int n = -1;
        if (t.tag.starts_with("go1.")) {
          std::string_view digits = t.tag.substr(4);
          auto [end, err] = std::from_chars(digits.data(), digits.data() + digits.size(), n);
          if (err == std::errc() && end == digits.data() + digits.size() && n >= 0) plain[i] = n;
        }
        break;
      }
      case Kind::Not:
        plain[i] = negated[t.a], negated[i] = plain[t.a];
        break;
      case Kind::And:
        plain[i] = std::max(plain[t.a], plain[t.b]);
        negated[i] = std::min(negated[t.a], negated[t.b]);
        break;
      case Kind::Or:
        plain[i] = std::min(plain[t.a], plain[t.b]);
        negated[i] = std::max(negated[t.a], negated[t.b]);
        break;
    }
  }
  return plain[at];
}

namespace {

// One `// +build` line: options separated by blanks (or), terms of an option by commas (and).
bool plus_build_holds(std::string_view args, const TagSet& tags) {
  bool any = false;
  size_t at = 0;
  while (at < args.size()) {
    while (at < args.size() && is_space(args[at])) at++;
    size_t end = at;
    while (end < args.size() && !is_space(args[end])) end++;
    if (end == at) break;
    std::string_view option = args.substr(at, end - at);
    at = end;
    bool all = true;
    while (all) {
      size_t comma = option.find(',');
      std::string_view term = option.substr(0, comma);
      bool negated = term.starts_with("!");
      if (negated) term.remove_prefix(1);
      bool valid = !term.empty() && tag_length(term) == term.size();
      all = valid && tags.holds(term) != negated;
      if (comma == std::string_view::npos) break;
      option.remove_prefix(comma + 1);
    }
    any = any || all;
  }
  return any;
}

// The comments and blank lines before the first other text, and the constraints among them.
struct Comments {
  size_t end = 0;             // where the first other text begins
  size_t last_blank = 0;      // end of the last blank line: +build lines stand before it
  std::string_view go_build;  // the expression
  size_t go_build_offset = 0;
  bool has_go_build = false;
  bool twice = false;
};

Comments scan_comments(std::string_view text) {
  Comments c;
  size_t at = 0;
  if (text.starts_with("\xEF\xBB\xBF")) at = 3;
  bool in_block = false;
  while (at < text.size()) {
    const void* nl = std::memchr(text.data() + at, '\n', text.size() - at);
    size_t line_end = nl ? static_cast<size_t>(static_cast<const char*>(nl) - text.data()) : text.size();
    size_t next = nl ? line_end + 1 : line_end;
    size_t p = at;
    while (p < line_end && is_space(text[p])) p++;
    if (!in_block && p == line_end) {
      c.last_blank = next;
      c.end = at = next;
      continue;
    }
    if (!in_block && text.substr(p, 2) == "//") {
      std::string_view line = trim(text.substr(p, line_end - p));
      if (line.starts_with("//go:build") && (line.size() == 10 || is_blank(line[10]))) {
        c.twice = c.has_go_build;
        if (!c.has_go_build) {
          c.has_go_build = true;
          c.go_build = trim(line.substr(10));
          c.go_build_offset = p;
        }
      }
      c.end = at = next;
      continue;
    }
    // Block comments, of which several may share a line with each other.
    bool other = false;
    while (p < line_end) {
      if (in_block) {
        size_t close = text.find("*/", p);
        if (close == std::string_view::npos || close >= line_end) break;
        in_block = false;
        p = close + 2;
      } else if (is_space(text[p])) {
        p++;
      } else if (text.substr(p, 2) == "/*") {
        in_block = true;
        p += 2;
      } else if (text.substr(p, 2) == "//") {
        break;
      } else {
        other = true;
        break;
      }
    }
    if (other) {
      c.end = p;
      return c;
    }
    c.end = at = next;
  }
  return c;
}

// Calls `f` with what each `// +build` line says, until it returns false.
template <class F>
bool each_plus_build_line(std::string_view text, F f) {
  while (!text.empty()) {
    size_t nl = text.find('\n');
    std::string_view line = trim(text.substr(0, nl));
    text = nl == std::string_view::npos ? std::string_view() : text.substr(nl + 1);
    if (!line.starts_with("//")) continue;
    line = trim(line.substr(2));
    if (!line.starts_with("+build") || (line.size() > 6 && !is_space(line[6]))) continue;
    if (!f(line.substr(6))) return false;
  }
  return true;
}

bool plus_build_lines_hold(std::string_view text, const TagSet& tags) {
  return each_plus_build_line(text, [&](std::string_view line) { return plus_build_holds(line, tags); });
}

bool comments_match(std::string_view text, const Comments& c, const TagSet& tags, Header* out) {
  if (c.has_go_build) {
    Constraint constraint;
    std::string error;
    if (c.twice) {
      error = "multiple //go:build comments";
    } else if (Constraint::parse(c.go_build, &constraint, &error)) {
      if (out) out->go_minor = constraint.go_minor();
      return constraint.eval(tags);
    } else {
      error = "parsing //go:build line: " + error;
    }
    if (out) {
      out->error = std::move(error);
      out->error_offset = static_cast<uint32_t>(c.go_build_offset);
    }
    return true;
  }
  size_t plus = text.substr(0, c.last_blank).find("+build");
  return plus == std::string_view::npos || plus_build_lines_hold(text.substr(0, c.last_blank), tags);
}

// Tokens of the package clause and the imports.
class ImportScanner {
 public:
  ImportScanner(std::string_view text, size_t at) : text_(text), at_(at) {}

  void scan(Header* out) {
    if (word() != "package") return;
    std::string_view name = word();
    if (name.empty()) return;
    out->package = name;
    out->package_offset = static_cast<uint32_t>(name.data() - text_.data());
    for (;;) {
      skip(true);
      if (word() != "import") return;
      skip(false);
      if (!eat('(')) {
        if (!spec(out)) return;
        continue;
      }
      for (;;) {
        skip(true);
        if (eat(')')) break;
        if (!spec(out)) return;
      }
    }
  }

 private:
  // Blanks and comments; semicolons too if asked.
  void skip(bool semicolons) {
    while (at_ < text_.size()) {
      char c = text_[at_];
      if (is_space(c) || (semicolons && c == ';')) {
        at_++;
      } else if (c == '/' && text_.substr(at_, 2) == "//") {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (c == '/' && text_.substr(at_, 2) == "/*") {
        size_t close = text_.find("*/", at_ + 2);
        at_ = close == std::string_view::npos ? text_.size() : close + 2;
      } else {
        return;
      }
    }
  }

  bool eat(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    at_++;
    return true;
  }

  // An identifier or keyword; empty if there is none.
  std::string_view word() {
    skip(false);
    size_t from = at_;
    while (at_ < text_.size()) {
      auto c = static_cast<unsigned char>(text_[at_]);
      if (!(std::isalnum(c) || c == '_' || c >= 0x80)) break;
      at_++;
    }
    return text_.substr(from, at_ - from);
  }

  bool spec(Header* out) {
    skip(false);
    size_t from = at_;
    if (!eat('.')) word();
    skip(false);
    std::string path;
    if (!literal(&path)) return false;
    if (path == "C") out->imports_c = true;
    out->imports.push_back({std::move(path), static_cast<uint32_t>(from)});
    return true;
  }

  bool literal(std::string* out) {
    if (eat('`')) {
      size_t end = text_.find('`', at_);
      if (end == std::string_view::npos) return false;
      for (char c : text_.substr(at_, end - at_)) {
        if (c != '\r') *out += c;
      }
      at_ = end + 1;
      return true;
    }
    if (!eat('"')) return false;
    while (at_ < text_.size()) {
      char c = text_[at_++];
      if (c == '"') return true;
      if (c == '\n') return false;
      if (c != '\\') {
        *out += c;
        continue;
      }
      if (at_ >= text_.size() || !escape(out)) return false;
    }
    return false;
  }

  // After a backslash. Import paths hardly ever have one; what the lexer would reject ends the scan.
  bool escape(std::string* out) {
    char c = text_[at_++];
    auto number = [&](size_t digits, int base, uint32_t* value) {
      if (at_ + digits > text_.size()) return false;
      const char* p = text_.data() + at_;
      auto [end, err] = std::from_chars(p, p + digits, *value, base);
      at_ += digits;
      return err == std::errc() && end == p + digits;
    };
    uint32_t v = 0;
    switch (c) {
      case 'a':
        *out += '\a';
        return true;
      case 'b':
        *out += '\b';
        return true;
      case 'f':
        *out += '\f';
        return true;
      case 'n':
        *out += '\n';
        return true;
      case 'r':
        *out += '\r';
        return true;
      case 't':
        *out += '\t';
        return true;
      case 'v':
        *out += '\v';
        return true;
      case '\\':
        *out += '\\';
        return true;
      case '"':
        *out += '"';
        return true;
      case 'x':
        if (!number(2, 16, &v)) return false;
        *out += static_cast<char>(v);
        return true;
      case 'u':
      case 'U':
        if (!number(c == 'u' ? 4 : 8, 16, &v)) return false;
        append_rune(*out, v);
        return true;
      default:
        if (c < '0' || c > '7') return false;
        at_--;
        if (!number(3, 8, &v) || v > 255) return false;
        *out += static_cast<char>(v);
        return true;
    }
  }

  std::string_view text_;
  size_t at_;
};

}  // namespace

void scan_header(std::string_view text, const TagSet& tags, bool ignore_constraints, Header* out) {
  Comments c = scan_comments(text);
  bool holds = comments_match(text, c, tags, out);
  out->matches = holds || ignore_constraints;
  if (ignore_constraints) out->error.clear();
  if (out->matches) ImportScanner(text, std::min(c.end, text.size())).scan(out);
}

bool header_matches(std::string_view text, const TagSet& tags) {
  return comments_match(text, scan_comments(text), tags, nullptr);
}

std::vector<std::string> constraint_names(std::string_view text) {
  Comments c = scan_comments(text);
  std::vector<std::string> out;
  auto add = [&](std::string_view s) {
    while (!s.empty()) {
      size_t n = tag_length(s);
      if (n > 0) out.emplace_back(s.substr(0, n));
      s.remove_prefix(std::max<size_t>(n, 1));
    }
  };
  if (c.has_go_build) add(c.go_build);
  else each_plus_build_line(text.substr(0, c.last_blank), [&](std::string_view line) { return add(line), true; });
  return out;
}

}  // namespace ptrsafe::build
