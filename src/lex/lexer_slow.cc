// The rarer tokens and the malformed ones: numbers that are not plain decimal integers, literals with
// escape sequences, characters that begin no token.
#include <fmt/format.h>

#include "base/unicode.h"
#include "lex/lexer.h"

namespace ptrsafe {
namespace {

bool is_decimal(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_decimal(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }

std::string quoted_rune(uint32_t r) {
  std::string s = "'";
  if (r == '\'' || r == '\\') s += '\\';
  append_rune(s, r);
  return s + "'";
}

// As Go's %#U: the code point and, if it can be printed, the character.
std::string code_point(uint32_t r) {
  std::string s = fmt::format("U+{:04X}", r);
  bool printable = r >= 0x20 && r != 0x7F && !(r >= 0x80 && r < 0xA1) && r != 0xAD;
  if (printable) {
    s += " '";
    append_rune(s, r);
    s += "'";
  }
  return s;
}

}  // namespace

// Digits and separators of a number in `base`. *invalid becomes the first decimal digit that is too
// large for the base; bit 0 of *seen is set if there was a digit, bit 1 if there was a separator.
const char* Lexer::digits(const char* p, unsigned base, const char** invalid, unsigned* seen) {
  for (;; p++) {
    if (*p == '_') {
      *seen |= 2;
    } else if (base == 16 ? is_hex(*p) : is_decimal(*p)) {
      *seen |= 1;
      if (base < 10 && *p >= static_cast<char>('0' + base) && !*invalid) *invalid = p;
    } else {
      return p;
    }
  }
}

void Lexer::number(const char* start) {
  const char* p = start;
  unsigned base = 10;
  char prefix = 0;  // 0 for decimal, '0' for octal without a letter, else the letter
  unsigned seen = 0;
  const char* invalid = nullptr;
  Tok kind = Tok::Int;
  auto literal_name = [&] {
    switch (prefix) {
      case 'x': return "hexadecimal literal";
      case 'o':
      case '0': return "octal literal";
      case 'b': return "binary literal";
      default: return "decimal literal";
    }
  };

  if (*p != '.') {
    if (*p == '0') {
      p++;
      switch (*p | 0x20) {
        case 'x': prefix = 'x', base = 16, p++; break;
        case 'o': prefix = 'o', base = 8, p++; break;
        case 'b': prefix = 'b', base = 2, p++; break;
        default: prefix = '0', base = 8, seen = 1;
      }
    }
    p = digits(p, base, &invalid, &seen);
  }
  if (*p == '.') {
    kind = Tok::Float;
    if (prefix == 'o' || prefix == 'b') error(at(p), fmt::format("invalid radix point in {}", literal_name()));
    p = digits(p + 1, base, &invalid, &seen);
  }
  if (!(seen & 1)) error(at(p), fmt::format("{} has no digits", literal_name()));

  char e = static_cast<char>(*p | 0x20);
  if (e == 'e' || e == 'p') {
    if (e == 'e' && prefix != 0 && prefix != '0') {
      error(at(p), fmt::format("'{}' exponent requires decimal mantissa", *p));
    } else if (e == 'p' && prefix != 'x') {
      error(at(p), fmt::format("'{}' exponent requires hexadecimal mantissa", *p));
    }
    p++;
    kind = Tok::Float;
    if (*p == '+' || *p == '-') p++;
    unsigned exponent = 0;
    p = digits(p, 10, &invalid, &exponent);
    seen |= exponent;
    if (!(exponent & 1)) error(at(p), "exponent has no digits");
  } else if (prefix == 'x' && kind == Tok::Float) {
    error(at(p), "hexadecimal mantissa requires a 'p' exponent");
  }
  if (*p == 'i') {
    kind = Tok::Imag;
    p++;
  }
  if (kind == Tok::Int && invalid) {
    error(at(invalid), fmt::format("invalid digit '{}' in {}", *invalid, literal_name()));
  }
  if (seen & 2) {
    // A separator stands between two digits, or between a base prefix and a digit.
    char before = prefix != 0 ? '0' : '.';
    const char* q = start;
    if (prefix != 0 && prefix != '0') q += 2;
    for (;; q++) {
      char c = q < p ? *q : '.';
      if (c != '_') c = is_decimal(c) || (base == 16 && is_hex(c)) ? '0' : '.';
      if (c == '_' ? before != '0' : (before == '_' && c != '0')) {
        error(at(c == '_' ? q : q - 1), "'_' must separate successive digits");
        break;
      }
      if (q >= p) break;
      before = c;
    }
  }
  set_checked(kind, start, p);
}

// p stands after a backslash in a literal closed by `quote`; it is left after what was accepted. False
// if an error was reported.
bool Lexer::escape(const char*& p, char quote) {
  const char* start = p;
  int digits;
  uint32_t base, max, value = 0;
  char c = *p;
  switch (c) {
    case 'a': case 'b': case 'f': case 'n': case 'r': case 't': case 'v': case '\\':
      p++;
      return true;
    case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7':
      digits = 3, base = 8, max = 255;
      break;
    case 'x':
      if (is_hex(p[1]) && is_hex(p[2])) {  // nearly always
        p += 3;
        return true;
      }
      p++, digits = 2, base = 16, max = 255; break;
    case 'u': p++, digits = 4, base = 16, max = 0x10FFFF; break;
    case 'U': p++, digits = 8, base = 16, max = 0x10FFFF; break;
    default:
      if (c == quote) {
        p++;
        return true;
      }
      error(at(p), p >= end_ ? "escape sequence not terminated" : "unknown escape sequence");
      return false;
  }
  for (; digits > 0; digits--) {
    uint32_t d = is_decimal(*p) ? static_cast<uint32_t>(*p - '0')
                 : is_hex(*p)   ? static_cast<uint32_t>((*p | 0x20) - 'a' + 10)
                                : 16;
    if (d >= base) {
      if (p >= end_) {
        error(at(p), "escape sequence not terminated");
      } else {
        int width;
        uint32_t r = decode_rune({p, static_cast<size_t>(end_ - p)}, &width);
        error(at(p), fmt::format("illegal character {} in escape sequence", code_point(r)));
      }
      return false;
    }
    value = value * base + d;
    p++;
  }
  if (value > max || (value >= 0xD800 && value < 0xE000)) {
    error(at(start), "escape sequence is invalid Unicode code point");
    return false;
  }
  return true;
}

void Lexer::string_slow(const char* start) {
  const char* p = start + 1;
  for (;;) {
    if (*p == '"') {
      p++;
      break;
    }
    if (*p == '\n' || p >= end_) {
      error(at(start), "string literal not terminated");
      break;
    }
    if (*p++ == '\\') escape(p, '"');
  }
  set_checked(Tok::String, start, p);
}

void Lexer::rune(const char* start) {
  const char* p = start + 1;
  if (*p != '\\' && *p != '\'' && *p >= ' ' && p[1] == '\'') {
    set(Tok::Char, start, p + 2);
    return;
  }
  bool valid = true;
  size_t count = 0;
  for (;;) {
    if (*p == '\n' || p >= end_) {
      if (valid) error(at(start), "rune literal not terminated");
      break;
    }
    if (*p == '\'') {
      p++;
      if (valid && count != 1) error(at(start), "illegal rune literal");
      break;
    }
    count++;
    if (*p == '\\') {
      p++;
      if (!escape(p, '\'')) valid = false;
    } else {
      int width;
      decode_rune({p, static_cast<size_t>(end_ - p)}, &width);
      p += width;
    }
  }
  set_checked(Tok::Char, start, p);
}

void Lexer::other(const char* start) {
  if (start >= end_) {
    if (needs_semicolon()) {
      set(Tok::Semicolon, end_, end_);
      implied = true;
    } else {
      set(Tok::EndOfFile, end_, end_);
    }
    return;
  }
  int width;
  uint32_t r = decode_rune({start, static_cast<size_t>(end_ - start)}, &width);
  if (is_unicode_letter(r)) {
    long_identifier(start);
    return;
  }
  if (r == 0x201C || r == 0x201D) {
    error(at(start), fmt::format("curly quotation mark {} (use neutral '\"')", quoted_rune(r)));
  } else if (r != 0xFEFF) {  // reported with the encoding errors
    error(at(start), fmt::format("illegal character {}", code_point(r)));
  }
  semicolon_after_illegal_ = needs_semicolon();
  set_checked(Tok::Illegal, start, start + width);
}

}  // namespace ptrsafe
