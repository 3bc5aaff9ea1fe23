#include "report/excerpt.h"

#include <utf8proc.h>

#include <algorithm>

#include "base/unicode.h"

namespace ptrsafe {
namespace {

constexpr size_t kWidest = 110;  // cells of an excerpt
constexpr size_t kLead = 40;     // of them before the mark, where the line is cut
constexpr size_t kTab = 4;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Appends the first rune of `text`; the bytes it took. `*cells` is how wide it is.
size_t append_printable(std::string& out, std::string_view text, size_t* cells) {
  int bytes = 1;
  uint32_t rune = decode_rune(text, &bytes);
  if (is_unseen(rune)) rune = kRuneError;
  append_rune(out, rune);
  *cells = static_cast<size_t>(utf8proc_charwidth(static_cast<utf8proc_int32_t>(rune)));
  return static_cast<size_t>(bytes);
}

// A place at or before `at` where a rune begins.
size_t rune_start(std::string_view text, size_t at) {
  size_t least = at < 4 ? 0 : at - 4;
  for (size_t i = at; i > least; i--)
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) return i;
  return at;
}

}  // namespace

bool is_unseen(uint32_t rune) {
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(rune))) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP: return true;
    default: return false;
  }
}

std::string_view line_at(const SourceFile& file, Pos p) {
  std::string_view text = file.text();
  size_t from = file.offset(p) - (file.line_column(p).column - 1);
  size_t to = std::min(text.find('\n', from), text.size());
  if (to > from && text[to - 1] == '\r') to--;
  return text.substr(from, to - from);
}

LineColumn editor_position(Pos p) {
  const SourceFile* file = file_of(p);
  LineColumn at = file->line_column(p);
  std::string_view before = file->text().substr(file->offset(p) - (at.column - 1), at.column - 1);
  if (at.line == 1 && before.starts_with(kByteOrderMark)) before.remove_prefix(kByteOrderMark.size());
  at.column = 1;
  while (!before.empty()) {
    int bytes = 1;
    at.column += decode_rune(before, &bytes) > 0xFFFF ? 2 : 1;
    before.remove_prefix(static_cast<size_t>(bytes));
  }
  return at;
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t cells; !text.empty();) text.remove_prefix(append_printable(out, text, &cells));
  return out;
}

Excerpt excerpt_of(Pos begin, Pos end) {
  const SourceFile* file = file_of(begin);
  LineColumn at = file->line_column(begin);
  std::string_view line = line_at(*file, begin);
  Excerpt out;
  out.line = at.line;
  size_t mark = std::min<size_t>(at.column - 1, line.size());
  size_t mark_end = std::min<size_t>(mark + (begin < end ? end.v - begin.v : 0), line.size());
  size_t from = at.line == 1 && line.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  from = std::min(std::min(line.find_first_not_of(" \t", from), line.size()), mark);
  if (line.size() - from > kWidest && mark - from > kLead) {
    from = rune_start(line, mark - kLead);
    out.text = "…";
    out.before = 1;
  }
  size_t used = out.before;
  out.marked = 0;
  for (size_t i = from; i < line.size();) {
    if (used >= kWidest) {
      out.text += "…";
      break;
    }
    size_t cells = kTab, bytes = 1;
    if (line[i] == '\t') out.text.append(kTab, ' ');
    else bytes = append_printable(out.text, line.substr(i), &cells);
    used += cells;
    if (i < mark) out.before += cells;
    else if (i < mark_end) out.marked += cells;
    i += bytes;
  }
  out.marked = std::max<size_t>(out.marked, 1);
  return out;
}

}  // namespace ptrsafe
