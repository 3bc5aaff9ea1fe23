#include "base/unicode.h"

#include <algorithm>
#include <iterator>

namespace ptrsafe {
namespace {

struct Range {
  uint32_t first, last;
};

#include "base/unicode_tables.inc"

template <size_t N>
bool contains(const Range (&table)[N], uint32_t rune) {
  const Range* r = std::upper_bound(std::begin(table), std::end(table), rune,
                                    [](uint32_t v, const Range& range) { return v < range.first; });
  return r != std::begin(table) && rune <= r[-1].last;
}

bool continuation(unsigned char c) { return (c & 0xC0) == 0x80; }

}  // namespace

uint32_t decode_rune(std::string_view s, int* width) {
  auto c0 = static_cast<unsigned char>(s[0]);
  *width = 1;
  if (c0 < 0x80) return c0;
  auto byte = [&](size_t i) { return i < s.size() ? static_cast<unsigned char>(s[i]) : 0; };
  unsigned char c1 = byte(1);
  if (c0 < 0xC2 || c0 > 0xF4 || !continuation(c1)) return kRuneError;
  if (c0 < 0xE0) {
    *width = 2;
    return (c0 & 0x1Fu) << 6 | (c1 & 0x3Fu);
  }
  unsigned char c2 = byte(2);
  if (!continuation(c2)) return kRuneError;
  if (c0 < 0xF0) {
    uint32_t r = (c0 & 0x0Fu) << 12 | (c1 & 0x3Fu) << 6 | (c2 & 0x3Fu);
    if (r < 0x800 || (r >= 0xD800 && r < 0xE000)) return kRuneError;
    *width = 3;
    return r;
  }
  unsigned char c3 = byte(3);
  if (!continuation(c3)) return kRuneError;
  uint32_t r = (c0 & 0x07u) << 18 | (c1 & 0x3Fu) << 12 | (c2 & 0x3Fu) << 6 | (c3 & 0x3Fu);
  if (r < 0x10000 || r > 0x10FFFF) return kRuneError;
  *width = 4;
  return r;
}

void append_rune(std::string& out, uint32_t rune) {
  if (rune > 0x10FFFF || (rune >= 0xD800 && rune < 0xE000)) rune = kRuneError;
  auto tail = [&](int shift) { out.push_back(static_cast<char>(0x80 | ((rune >> shift) & 0x3F))); };
  if (rune < 0x80) {
    out.push_back(static_cast<char>(rune));
  } else if (rune < 0x800) {
    out.push_back(static_cast<char>(0xC0 | rune >> 6));
    tail(0);
  } else if (rune < 0x10000) {
    out.push_back(static_cast<char>(0xE0 | rune >> 12));
    tail(6), tail(0);
  } else {
    out.push_back(static_cast<char>(0xF0 | rune >> 18));
    tail(12), tail(6), tail(0);
  }
}

bool is_unicode_letter(uint32_t rune) {
  if (rune < 0x80) return (rune | 0x20) - 'a' < 26;
  return contains(kLetters, rune);
}

bool is_unicode_digit(uint32_t rune) {
  if (rune < 0x80) return rune - '0' < 10;
  return contains(kDigits, rune);
}

bool is_unicode_upper(uint32_t rune) {
  if (rune < 0x80) return rune - 'A' < 26;
  return contains(kUpper, rune);
}

}  // namespace ptrsafe
