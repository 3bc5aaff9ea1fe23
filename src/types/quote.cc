#include "types/quote.h"

#include <fmt/format.h>

#include <iterator>

#include "base/unicode.h"

namespace ptrsafe {
namespace {

struct RuneRange {
  uint32_t first, last;
};

// Runes above ASCII that are written as escapes: controls, spaces, format characters, private use.
constexpr RuneRange kEscaped[] = {
    {0x80, 0xA0},       {0xAD, 0xAD},       {0x600, 0x605},     {0x61C, 0x61C},     {0x6DD, 0x6DD},
    {0x70F, 0x70F},     {0x8E2, 0x8E2},     {0x1680, 0x1680},   {0x180E, 0x180E},   {0x2000, 0x200F},
    {0x2028, 0x202F},   {0x205F, 0x206F},   {0x3000, 0x3000},   {0xD800, 0xF8FF},   {0xFDD0, 0xFDEF},
    {0xFEFF, 0xFEFF},   {0xFFF0, 0xFFFB},   {0xFFFE, 0xFFFF},   {0x110BD, 0x110BD}, {0x110CD, 0x110CD},
    {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE00FF}, {0xE01F0, 0x10FFFF},
};

bool is_printable(uint32_t rune) {
  if (rune < 0x7F) return rune >= 0x20;
  if (rune == 0x7F) return false;
  for (const RuneRange& r : kEscaped)
    if (rune >= r.first && rune <= r.last) return false;
  return true;
}

}  // namespace

void append_quoted(std::string& out, std::string_view text) {
  out.push_back('"');
  while (!text.empty()) {
    int width;
    uint32_t rune = decode_rune(text, &width);
    if (rune == kRuneError && width == 1) {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(text[0]));
    } else if (rune == '"' || rune == '\\') {
      out.push_back('\\');
      out.push_back(static_cast<char>(rune));
    } else if (is_printable(rune)) {
      out.append(text.substr(0, static_cast<size_t>(width)));
    } else {
      switch (rune) {
        case '\a': out += "\\a"; break;
        case '\b': out += "\\b"; break;
        case '\f': out += "\\f"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        case '\v': out += "\\v"; break;
        default:
          if (rune < ' ' || rune == 0x7F) fmt::format_to(std::back_inserter(out), "\\x{:02x}", rune);
          else if (rune < 0x10000) fmt::format_to(std::back_inserter(out), "\\u{:04x}", rune);
          else fmt::format_to(std::back_inserter(out), "\\U{:08x}", rune);
      }
    }
    text.remove_prefix(static_cast<size_t>(width));
  }
  out.push_back('"');
}

std::string quote(std::string_view text) {
  std::string out;
  append_quoted(out, text);
  return out;
}

}  // namespace ptrsafe
