#include "source/comment.h"

namespace ptrsafe {
namespace {

std::string_view trimmed(std::string_view s) {
  size_t from = s.find_first_not_of(" \t\r");
  return from == s.npos ? std::string_view() : s.substr(from);
}

size_t line_start(std::string_view text, size_t at) { return text.substr(0, at).rfind('\n') + 1; }

}  // namespace

bool alone_on_its_line(const SourceFile& file, Pos comment) {
  size_t at = file.offset(comment), start = line_start(file.text(), at);
  return trimmed(file.text().substr(start, at - start)).empty();
}

uint32_t line_meant(const SourceFile& file, Pos comment) {
  std::string_view text = file.text();
  uint32_t line = file.line_column(comment).line;
  if (!alone_on_its_line(file, comment)) return line;
  size_t start = line_start(text, file.offset(comment));
  for (size_t end; (end = text.find('\n', start)) != text.npos; start = end + 1, line++) {
    std::string_view s = trimmed(text.substr(start, end - start));
    if (!s.empty() && !s.starts_with("//")) return line;
  }
  return line;
}

}  // namespace ptrsafe
