// Values of literals (spec, "Integer literals" to "String literals").
#include <algorithm>
#include <cstring>
#include <string>

#include "lex/literal.h"
#include "types/constant_data.h"

namespace ptrsafe {
namespace {

// Longer numbers are refused, as gc does.
constexpr size_t kMaxDigits = 10'000;

// A number's text taken apart. Underscores are gone from `digits`; so are leading zeros.
struct NumberText {
  int base = 10;
  bool prefixed = false;       // 0b 0o 0x
  bool leading_zero = false;   // begins with 0 and has more digits, unprefixed
  bool has_point = false;
  bool has_exponent = false;
  std::string digits;
  int64_t fraction_digits = 0;  // how many of them stand after the point
  int64_t exponent = 0;         // of 10, or of 2 after p; saturated
};

int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 99;
}

// False if it is malformed.
bool take_apart(std::string_view s, NumberText* n) {
  size_t i = 0;
  if (s.size() >= 2 && s[0] == '0') {
    char c = static_cast<char>(s[1] | 0x20);
    n->base = c == 'x' ? 16 : c == 'o' ? 8 : c == 'b' ? 2 : 10;
    n->prefixed = n->base != 10;
    i = n->prefixed ? 2 : 0;
    n->leading_zero = !n->prefixed && (s[1] == '_' || (s[1] >= '0' && s[1] <= '9'));
  }
  // An underscore stands between digits, or between the prefix and a digit.
  bool after_digit = n->prefixed;
  bool any = false;
  char previous = n->prefixed ? '0' : '.';
  for (; i < s.size(); i++) {
    char c = s[i];
    if (c == '_') {
      if (!after_digit) return false;
      after_digit = false;
    } else if (c == '.') {
      if (n->has_point || previous == '_') return false;
      n->has_point = true;
      after_digit = false;
    } else if (digit_value(c) < n->base) {
      if (c != '0' || !n->digits.empty()) n->digits.push_back(c);
      if (n->has_point) n->fraction_digits++;
      any = after_digit = true;
    } else {
      break;
    }
    previous = c;
  }
  if (!any || previous == '_') return false;
  if (i == s.size()) return !(n->has_point && n->base == 16);
  char e = static_cast<char>(s[i++] | 0x20);
  if (e != (n->base == 16 ? 'p' : 'e') || (n->prefixed && n->base != 16)) return false;
  n->has_exponent = true;
  bool negative = false;
  if (i < s.size() && (s[i] == '+' || s[i] == '-')) negative = s[i++] == '-';
  after_digit = any = false;
  for (; i < s.size(); i++) {
    if (s[i] == '_') {
      if (!after_digit) return false;
      after_digit = false;
      continue;
    }
    if (s[i] < '0' || s[i] > '9') return false;
    n->exponent = std::min<int64_t>(n->exponent * 10 + (s[i] - '0'), 1'000'000'000'000);
    any = after_digit = true;
  }
  if (negative) n->exponent = -n->exponent;
  return any && after_digit;
}

Const integer_value(const NumberText& n, ConstKind kind) {
  if (n.digits.empty()) return make_small(kind, 0);
  int64_t v = 0;
  bool fits = true;
  for (char c : n.digits) {
    fits = !__builtin_mul_overflow(v, static_cast<int64_t>(n.base), &v) &&
           !__builtin_add_overflow(v, static_cast<int64_t>(digit_value(c)), &v);
    if (!fits) break;
  }
  if (fits) return make_small(kind, v);
  Integer z;
  mpz_set_str(z.v, n.digits.c_str(), n.base);
  return make_integer(kind, z.v);
}

// Fractions whose binary exponent is as large as this are kept as floating point.
bool is_moderate(mpq_srcptr q) {
  constexpr auto kLimit = static_cast<int64_t>(kMaxExactBits);
  auto estimate = static_cast<int64_t>(mpz_sizeinbase(mpq_numref(q), 2)) -
                  static_cast<int64_t>(mpz_sizeinbase(mpq_denref(q), 2));  // right, or too small by 1
  if (std::abs(estimate) < kLimit - 1) return true;
  Floating f;
  mpfr_set_q(f.v, q, MPFR_RNDN);
  return std::abs(static_cast<int64_t>(mpfr_get_exp(f.v))) < kLimit;
}

Const float_value(const NumberText& n) {
  if (n.digits.empty()) return make_small(ConstKind::Float, 0);
  int64_t scale = n.exponent;  // the value is digits * 2^scale or digits * 10^scale
  auto length = static_cast<int64_t>(n.digits.size());
  if (n.base == 16) {
    scale -= 4 * n.fraction_digits;
    Integer mantissa;
    mpz_set_str(mantissa.v, n.digits.c_str(), 16);
    if (std::abs(scale) <= 2 * static_cast<int64_t>(kMaxExactBits)) {
      Rational q;
      mpq_set_z(q.v, mantissa.v);
      if (scale >= 0) mpq_mul_2exp(q.v, q.v, static_cast<mp_bitcnt_t>(scale));
      else mpq_div_2exp(q.v, q.v, static_cast<mp_bitcnt_t>(-scale));
      if (is_moderate(q.v)) return make_fraction(q.v);
    }
    Floating f;
    mpfr_set_z_2exp(f.v, mantissa.v, scale, MPFR_RNDN);
    return make_floating(f.v);
  }
  scale -= n.fraction_digits;
  int64_t magnitude = length + scale;  // 10^(magnitude-1) <= value < 10^magnitude
  if (magnitude > -1250 && magnitude < 1250) {
    // Fractions are kept although digits may make them long, as long as the value is no extreme one.
    Rational q;
    mpz_set_str(mpq_numref(q.v), n.digits.c_str(), 10);
    Integer power;
    mpz_ui_pow_ui(power.v, 10, static_cast<unsigned long>(std::abs(scale)));
    if (scale >= 0) mpz_mul(mpq_numref(q.v), mpq_numref(q.v), power.v);
    else mpz_set(mpq_denref(q.v), power.v);
    mpq_canonicalize(q.v);
    if (is_moderate(q.v)) return make_fraction(q.v);
  }
  // Beyond the range of exponents whatever the digits.
  if (magnitude > 650'000'000) return const_unknown();
  if (magnitude < -650'000'000) return make_small(ConstKind::Float, 0);
  std::string text = n.digits + "e" + std::to_string(scale);
  Floating f;
  mpfr_strtofr(f.v, text.c_str(), nullptr, 10, MPFR_RNDN);
  return make_floating(f.v);
}

// Decimal and hexadecimal integers without underscores that surely fit: nearly all. False for any other text.
bool plain_integer(std::string_view s, int64_t* value) {
  bool hex = s.size() > 2 && s[0] == '0' && (s[1] | 0x20) == 'x';
  if (hex) s.remove_prefix(2);
  if (s.empty() || s.size() > (hex ? 15 : 18) || (!hex && s[0] == '0' && s.size() > 1)) return false;
  int base = hex ? 16 : 10;
  int64_t v = 0;
  for (char c : s) {
    int digit = digit_value(c);
    if (digit >= base) return false;
    v = v * base + digit;
  }
  *value = v;
  return true;
}

Const number_literal(LitKind kind, std::string_view text) {
  if (text.size() > kMaxDigits) return const_unknown();
  if (kind == LitKind::Imag) {
    if (text.empty() || text.back() != 'i') return const_unknown();
    text.remove_suffix(1);
  }
  NumberText n;
  if (!take_apart(text, &n)) return const_unknown();
  bool is_float = n.has_point || n.has_exponent;
  if (kind == LitKind::Int) {
    if (is_float) return const_unknown();
    if (n.leading_zero) {
      n.base = 8;
      for (char c : n.digits)
        if (c > '7') return const_unknown();
    }
    return integer_value(n, ConstKind::Int);
  }
  // Imaginary literals with a leading zero are decimal, for backward compatibility.
  Const value = is_float ? float_value(n) : integer_value(n, ConstKind::Float);
  if (kind == LitKind::Float || value.kind() == ConstKind::Unknown) return value;
  return make_complex(const_int(0), value);
}

}  // namespace

Const const_literal(LitKind kind, std::string_view text) {
  switch (kind) {
    case LitKind::Int:
      if (int64_t v; plain_integer(text, &v)) return const_int(v);
      [[fallthrough]];
    case LitKind::Float:
    case LitKind::Imag: return number_literal(kind, text);
    case LitKind::Char: {
      uint32_t rune;
      return unquote_char(text, &rune) ? const_int(rune) : const_unknown();
    }
    case LitKind::String: {
      // Most interpreted strings hold no escapes.
      if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
        std::string_view inner = text.substr(1, text.size() - 2);
        // Without a backslash there is no quote or newline either: the lexer would have ended the literal there.
        if (inner.empty() || !std::memchr(inner.data(), '\\', inner.size())) return make_text(inner.data(), inner.size());
      }
      std::string value;
      return unquote(text, &value) ? const_string(value) : const_unknown();
    }
  }
  return const_unknown();
}

}  // namespace ptrsafe
