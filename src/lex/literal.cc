#include "lex/literal.h"

#include <algorithm>

#include "base/unicode.h"

namespace ptrsafe {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Reads the escape sequence after a backslash from the front of `s`. `*is_byte`: the value is one byte,
// not a rune.
bool unescape(std::string_view& s, char quote, uint32_t* value, bool* is_byte) {
  if (s.empty()) return false;
  char c = s[0];
  s.remove_prefix(1);
  *is_byte = false;
  size_t digits = 0;
  switch (c) {
    case 'a': *value = '\a'; return true;
    case 'b': *value = '\b'; return true;
    case 'f': *value = '\f'; return true;
    case 'n': *value = '\n'; return true;
    case 'r': *value = '\r'; return true;
    case 't': *value = '\t'; return true;
    case 'v': *value = '\v'; return true;
    case '\\': *value = '\\'; return true;
    case '\'':
    case '"':
      *value = static_cast<unsigned char>(c);
      return c == quote;
    case 'x': digits = 2; break;
    case 'u': digits = 4; break;
    case 'U': digits = 8; break;
    default:
      if (c < '0' || c > '7' || s.size() < 2) return false;
      *value = static_cast<uint32_t>(c - '0');
      for (int i = 0; i < 2; i++) {
        if (s[i] < '0' || s[i] > '7') return false;
        *value = *value * 8 + static_cast<uint32_t>(s[i] - '0');
      }
      s.remove_prefix(2);
      *is_byte = true;
      return *value <= 255;
  }
  if (s.size() < digits) return false;
  *value = 0;
  for (size_t i = 0; i < digits; i++) {
    int d = hex_value(s[i]);
    if (d < 0) return false;
    *value = *value << 4 | static_cast<uint32_t>(d);
  }
  s.remove_prefix(digits);
  *is_byte = digits == 2;
  return *is_byte || (*value <= 0x10FFFF && !(*value >= 0xD800 && *value < 0xE000));
}

}  // namespace

bool unquote(std::string_view s, std::string* out) {
  out->clear();
  if (s.size() < 2 || s.front() != s.back()) return false;
  char quote = s.front();
  s = s.substr(1, s.size() - 2);
  if (quote == '`') {
    if (s.find('`') != s.npos) return false;
    for (char c : s) {
      if (c != '\r') out->push_back(c);
    }
    return true;
  }
  if (quote != '"') return false;
  // No escape sequence is shorter than what it stands for.
  out->resize(s.size());
  char* to = out->data();
  while (!s.empty()) {
    char c = s.front();
    if (c == '"' || c == '\n') return false;
    s.remove_prefix(1);
    if (c != '\\') {
      *to++ = c;
      continue;
    }
    uint32_t value;
    bool is_byte;
    if (!unescape(s, '"', &value, &is_byte)) return false;
    if (is_byte || value < 0x80) {
      *to++ = static_cast<char>(value);
    } else {
      std::string rune;
      append_rune(rune, value);
      to = std::copy(rune.begin(), rune.end(), to);
    }
  }
  out->resize(static_cast<size_t>(to - out->data()));
  return true;
}

bool unquote_char(std::string_view s, uint32_t* rune) {
  if (s.size() < 3 || s.front() != '\'' || s.back() != '\'') return false;
  s = s.substr(1, s.size() - 2);
  if (s[0] == '\\') {
    s.remove_prefix(1);
    bool is_byte;
    return unescape(s, '\'', rune, &is_byte) && s.empty();
  }
  if (s[0] == '\'' || s[0] == '\n') return false;
  int width;
  *rune = decode_rune(s, &width);
  return static_cast<size_t>(width) == s.size();
}

}  // namespace ptrsafe
