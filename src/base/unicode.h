// UTF-8 and the character classes of Go source: letters, digits, upper case (Unicode 17, which the
// rules of Go 1.27 name).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ptrsafe {

constexpr uint32_t kRuneError = 0xFFFD;

// Decodes the first rune of `s` (not empty). `*width` is its length in bytes; an invalid sequence gives
// kRuneError with width 1, as Go's utf8.DecodeRune does.
uint32_t decode_rune(std::string_view s, int* width);

// Appends `rune` in UTF-8; surrogates and values above 0x10FFFF become U+FFFD.
void append_rune(std::string& out, uint32_t rune);

bool is_unicode_letter(uint32_t rune);  // categories Lu, Ll, Lt, Lm, Lo (without the underscore)
bool is_unicode_digit(uint32_t rune);   // category Nd
bool is_unicode_upper(uint32_t rune);   // category Lu

// True if `s` begins with an upper-case letter.
inline bool starts_upper(std::string_view s) {
  if (s.empty()) return false;
  auto c = static_cast<unsigned char>(s[0]);
  if (c < 0x80) return c >= 'A' && c <= 'Z';
  int width;
  return is_unicode_upper(decode_rune(s, &width));
}

}  // namespace ptrsafe
