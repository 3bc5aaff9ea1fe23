// The Go version that a build constraint implies, whatever the other tags are.
#include <absl/container/inlined_vector.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/region.h"
#include "base/unicode.h"
#include "lex/lexer.h"

namespace ptrsafe {
namespace {

// What an expression implies where it holds, and where it does not: the least N of go1.N, 0 for plain
// "go1", -1 for nothing. Negation swaps the two.
struct Implied {
  int if_true = -1;
  int if_false = -1;
};

class ConstraintParser {
 public:
  explicit ConstraintParser(std::string_view s) : s_(s) {}

  bool parse(Implied* out) {
    *out = disjunction();
    skip_blanks();
    return ok_ && s_.empty();
  }

 private:
  static constexpr int kMaxDepth = 200;

  void skip_blanks() {
    while (!s_.empty() && (s_[0] == ' ' || s_[0] == '\t')) s_.remove_prefix(1);
  }
  bool accept(std::string_view text) {
    skip_blanks();
    if (!s_.starts_with(text)) return false;
    s_.remove_prefix(text.size());
    return true;
  }

  Implied disjunction() {
    Implied x = conjunction();
    while (ok_ && accept("||")) {
      Implied y = conjunction();
      x = {std::min(x.if_true, y.if_true), std::max(x.if_false, y.if_false)};
    }
    return x;
  }

  Implied conjunction() {
    Implied x = negation();
    while (ok_ && accept("&&")) {
      Implied y = negation();
      x = {std::max(x.if_true, y.if_true), std::min(x.if_false, y.if_false)};
    }
    return x;
  }

  Implied negation() {
    if (accept("!")) {
      skip_blanks();
      if (s_.starts_with("!")) ok_ = false;  // double negation is not allowed
      Implied x = operand();
      return {x.if_false, x.if_true};
    }
    return operand();
  }

  Implied operand() {
    if (++depth_ > kMaxDepth) ok_ = false;
    Implied result;
    if (!ok_) return result;
    if (accept("(")) {
      result = disjunction();
      if (!accept(")")) ok_ = false;
    } else {
      result = tag();
    }
    depth_--;
    return result;
  }

  Implied tag() {
    skip_blanks();
    size_t n = 0;
    while (n < s_.size()) {
      int width;
      uint32_t r = decode_rune(s_.substr(n), &width);
      if (!is_unicode_letter(r) && !is_unicode_digit(r) && r != '_' && r != '.') break;
      n += static_cast<size_t>(width);
    }
    std::string_view name = s_.substr(0, n);
    s_.remove_prefix(n);
    Implied result;
    if (n == 0) {
      ok_ = false;
    } else if (name == "go1") {
      result.if_true = 0;
    } else if (name.starts_with("go1.")) {
      std::string_view digits = name.substr(4);
      int minor = -1;
      auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), minor);
      if (error == std::errc() && end == digits.data() + digits.size()) result.if_true = minor;
    }
    return result;
  }

  std::string_view s_;
  bool ok_ = true;
  int depth_ = 0;
};

}  // namespace

std::string_view constraint_go_version(std::string_view line) {
  constexpr std::string_view kPrefix = "//go:build";
  if (!line.starts_with(kPrefix)) return {};
  line.remove_prefix(kPrefix.size());
  if (line.empty() || (line[0] != ' ' && line[0] != '\t')) return {};
  while (!line.empty() && std::strchr(" \t\r\n", line.back())) line.remove_suffix(1);
  Implied implied;
  if (!ConstraintParser(line).parse(&implied) || implied.if_true < 0) return {};
  if (implied.if_true == 0) return "go1";
  std::string text = fmt::format("go1.{}", implied.if_true);
  char* p = static_cast<char*>(Region::allocate(text.size()));
  std::memcpy(p, text.data(), text.size());
  return {p, text.size()};
}

}  // namespace ptrsafe
