// How constants are written in messages.
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <numbers>

#include "base/unicode.h"
#include "types/constant_data.h"
#include "types/quote.h"

namespace ptrsafe {
namespace {

// Quoted strings are cut at this many runes, three of them dots.
constexpr size_t kMaxRunes = 72;

std::string short_string(Const c) {
  // A rune takes at most four bytes, and quoting never makes text shorter.
  std::string quoted = quote(string_prefix(c, 4 * kMaxRunes + 4));
  size_t runes = 0, cut = quoted.size();
  for (size_t i = 0; i < quoted.size(); runes++) {
    if (runes == kMaxRunes - 3) cut = i;
    int width;
    decode_rune(std::string_view(quoted).substr(i), &width);
    i += static_cast<size_t>(width);
  }
  return runes > kMaxRunes ? quoted.substr(0, cut) + "..." : quoted;
}

std::string integer_string(mpz_srcptr z) {
  std::string out(mpz_sizeinbase(z, 10) + 2, '\0');
  mpz_get_str(out.data(), 10, z);
  out.resize(out.find('\0'));
  return out;
}

// Six significant digits of a number outside the range of float64.
std::string extreme_string(const ConstData* d) {
  Floating f;
  get_floating(f.v, d);
  char digits[32];
  mpfr_exp_t exponent;
  mpfr_get_str(digits, &exponent, 10, 6, f.v, MPFR_RNDN);
  std::string_view text = digits;
  std::string out;
  if (text.front() == '-') {
    out = "-";
    text.remove_prefix(1);
  }
  while (text.size() > 1 && text.back() == '0') text.remove_suffix(1);
  // Go estimates the exponent from the binary one and corrects it by one at most, so that very small numbers may
  // be written with a leading 0.
  int64_t shown = static_cast<int64_t>(exponent) - 1;
  constexpr double kDigitsPerBit = std::numbers::ln2 / std::numbers::ln10;
  auto estimate = static_cast<int64_t>(static_cast<double>(mpfr_get_exp(f.v)) * kDigitsPerBit);
  if (estimate - 1 > shown) {
    shown++;
    return out + fmt::format("0.{}e{:+d}", text, shown);
  }
  out += text[0];
  if (text.size() > 1) out.append(".").append(text.substr(1));
  return out + fmt::format("e{:+d}", shown);
}

bool is_integral(const ConstData* d) {
  if (d->form != ConstForm::Floating) return d->form != ConstForm::Ratio;
  Floating f;
  get_floating(f.v, d);
  return mpfr_integer_p(f.v);
}

// The fewest digits that give this float64 back.
std::string shortest_string(double x) {
  char buffer[64];
  double magnitude = std::abs(x);
  auto form = magnitude != 0 && (magnitude < 1e-4 || magnitude >= 1e6) ? std::chars_format::scientific
                                                                        : std::chars_format::fixed;
  auto [end, ignored] = std::to_chars(buffer, buffer + sizeof buffer, x, form);
  (void)ignored;
  return std::string(buffer, end);
}

std::string float_string(Const c) {
  double x = c.double_value();
  if (std::isinf(x) || (x == 0) != (c.sign() == 0)) return extreme_string(c.data);
  std::string s = fmt::format("{:.6g}", x);
  // A number that is no integer should not look like one.
  if (s.find('.') == std::string::npos && !is_integral(c.data)) return shortest_string(x);
  return s;
}

std::string floating_exact_string(const FloatingData* d) {
  std::string out = d->size < 0 ? "-0x." : "0x.";
  size_t start = out.size();
  for (int i = kFloatingLimbs - 1; i >= 0; i--) out += fmt::format("{:016x}", d->limbs[i]);
  while (out.size() > start + 1 && out.back() == '0') out.pop_back();
  return out + fmt::format("p{:+d}", d->exponent);
}

template <class F>
std::string complex_string(Const c, F f) {
  return "(" + f(real_part(c)) + " + " + f(imag_part(c)) + "i)";
}

}  // namespace

std::string exact_string(Const c) {
  if (!c.data) return "unknown";
  const ConstData* d = c.data;
  switch (d->form) {
    case ConstForm::Unknown: return "unknown";
    case ConstForm::Bool: return d->truth ? "true" : "false";
    case ConstForm::Text:
    case ConstForm::Rope: return quote(c.string_value());
    case ConstForm::Small: return fmt::format("{}", small_value(d));
    case ConstForm::Big: {
      ExactView view(d);
      return integer_string(view.num());
    }
    case ConstForm::Ratio: {
      ExactView view(d);
      return integer_string(view.num()) + "/" + integer_string(view.den());
    }
    case ConstForm::Floating: return floating_exact_string(static_cast<const FloatingData*>(d));
    case ConstForm::Pair: return complex_string(c, exact_string);
  }
  return "unknown";
}

std::string to_string(Const c) {
  switch (c.kind()) {
    case ConstKind::String: return short_string(c);
    case ConstKind::Float: return float_string(c);
    case ConstKind::Complex: return complex_string(c, [](Const part) { return to_string(part); });
    default: return exact_string(c);
  }
}

}  // namespace ptrsafe
