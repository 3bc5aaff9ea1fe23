#include "report/shown_source.h"

#include <absl/container/flat_hash_set.h>
#include <fmt/format.h>

#include <algorithm>

#include "base/unicode.h"
#include "report/excerpt.h"

namespace ptrsafe {
namespace {

// Of a longer line only the beginning is shown: generated tables have lines of megabytes.
constexpr size_t kLongestLine = 400;

bool hidden(uint32_t rune) { return rune != '\t' && rune != '\n' && is_unseen(rune); }

// Appends what is shown of the first rune of `s`; its bytes. `*units`: code units that it takes.
int show(std::string_view s, std::string& out, size_t* units) {
  int width;
  uint32_t c = decode_rune(s, &width);
  size_t before = out.size();
  if (c == kRuneError && width == 1) out += fmt::format("\\x{:02X}", static_cast<unsigned char>(s[0]));
  else if (hidden(c)) out += fmt::format("⟨U+{:04X}⟩", c);
  else out.append(s.substr(0, static_cast<size_t>(width)));
  if (!hidden(c) && !(c == kRuneError && width == 1)) *units = c >= 0x10000 ? 2 : 1;
  else *units = out.size() - before - (hidden(c) ? 4 : 0);  // each bracket is three bytes and one unit
  return width;
}

bool word(unsigned char c) { return c == '_' || c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'); }

bool keyword(std::string_view s) {
  static const absl::flat_hash_set<std::string_view> words{
      "break",  "case", "chan", "const",     "continue", "default", "defer",  "else",   "fallthrough", "for",  "func", "go", "goto",
      "if",     "import", "interface", "map", "package", "range",   "return", "select", "struct",      "switch", "type", "var"};
  return words.contains(s);
}

// The kind of each byte. Faulty source may be coloured wrongly, never cut short.
std::string kinds_of(std::string_view s) {
  std::string kind(s.size(), '_');
  size_t i = 0;
  auto fill = [&](size_t end, char k) {
    end = std::min(end, s.size());
    std::fill(kind.begin() + static_cast<ptrdiff_t>(i), kind.begin() + static_cast<ptrdiff_t>(end), k);
    i = end;
  };
  auto after = [](size_t found, size_t length) { return found == std::string_view::npos ? found : found + length; };
  while (i < s.size()) {
    char c = s[i];
    if (c == '/' && s.substr(i, 2) == "//") fill(s.find('\n', i), 'c');
    else if (c == '/' && s.substr(i, 2) == "/*") fill(after(s.find("*/", i + 2), 2), 'c');
    else if (c == '`') fill(after(s.find('`', i + 1), 1), 's');
    else if (c == '"' || c == '\'') {
      size_t end = i + 1;
      while (end < s.size() && s[end] != c && s[end] != '\n') end += s[end] == '\\' ? 2 : 1;
      fill(end + 1, 's');
    } else if (word(static_cast<unsigned char>(c))) {
      size_t end = i;
      bool digit = c >= '0' && c <= '9';
      while (end < s.size() && (word(static_cast<unsigned char>(s[end])) || (digit && s[end] == '.'))) end++;
      fill(end, digit ? 'n' : keyword(s.substr(i, end - i)) ? 'k' : '_');
    } else {
      i++;
    }
  }
  return kind;
}

}  // namespace

std::string visible(std::string_view text) {
  std::string out;
  size_t units;
  while (!text.empty()) text.remove_prefix(static_cast<size_t>(show(text, out, &units)));
  return out;
}

ShownSource::ShownSource(const SourceFile& file) : text_(file.text()), kind_(kinds_of(text_)) {
  starts_.push_back(0);
  for (size_t i = 0; i + 1 < text_.size(); i++)
    if (text_[i] == '\n') starts_.push_back(static_cast<uint32_t>(i + 1));
}

std::string_view ShownSource::bytes(uint32_t number) const {
  if (number == 0 || number > starts_.size()) return {};
  std::string_view rest = text_.substr(starts_[number - 1]);
  rest = rest.substr(0, rest.find('\n'));
  return rest.ends_with('\r') ? rest.substr(0, rest.size() - 1) : rest;
}

ShownSource::Line ShownSource::line(uint32_t number) const {
  Line out;
  std::string_view rest = bytes(number);
  if (rest.empty()) return out;
  size_t at = starts_[number - 1], run = 0, total = 0;
  char kind = kind_[at];
  auto end_run = [&] {
    if (run) out.kinds += fmt::format("{}{}", kind, run);
    run = 0;
  };
  while (!rest.empty() && total < kLongestLine) {
    if (kind_[at] != kind) {
      end_run();
      kind = kind_[at];
    }
    size_t units;
    auto width = static_cast<size_t>(show(rest, out.text, &units));
    run += units;
    total += units;
    at += width;
    rest.remove_prefix(width);
  }
  end_run();
  if (!rest.empty()) {
    out.text += "…";
    out.kinds += "_1";
  }
  return out;
}

uint32_t ShownSource::unit(LineColumn at) const {
  std::string_view rest = bytes(at.line);
  rest = rest.substr(0, at.column ? at.column - 1 : 0);
  std::string ignored;
  size_t total = 0, units;
  while (!rest.empty() && total < kLongestLine) {
    rest.remove_prefix(static_cast<size_t>(show(rest, ignored, &units)));
    total += units;
  }
  return static_cast<uint32_t>(std::min(total, kLongestLine));
}

LineColumn ShownSource::token_end(LineColumn at) const {
  std::string_view line = bytes(at.line);
  size_t end = at.column ? at.column - 1 : 0;
  if (end >= line.size()) return at;
  size_t begin = end;
  while (end < line.size() && word(static_cast<unsigned char>(line[end]))) end++;
  if (end == begin) end++;
  return {at.line, static_cast<uint32_t>(end + 1)};
}

}  // namespace ptrsafe
