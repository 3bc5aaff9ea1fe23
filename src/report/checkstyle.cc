#include <fmt/format.h>

#include <map>

#include "base/unicode.h"
#include "report/excerpt.h"
#include "report/formats.h"
#include "report/severity.h"

namespace ptrsafe {
namespace {

// The characters that XML 1.0 allows (section 2.2); the others cannot be written in any way.
bool is_xml_character(uint32_t c) {
  return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0x10FFFF);
}

// An attribute's value. Blanks other than a space would be read as spaces.
std::string attribute(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    int bytes = 1;
    uint32_t c = decode_rune(text, &bytes);
    text.remove_prefix(static_cast<size_t>(bytes));
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\t':
      case '\n':
      case '\r': out += fmt::format("&#{};", c); break;
      default: append_rune(out, is_xml_character(c) ? c : kRuneError);
    }
  }
  return out;
}

std::string_view name_of(Severity s) { return s == Severity::Error ? "error" : s == Severity::Warning ? "warning" : "info"; }

std::string element(Pos at, std::string_view severity, std::string_view message, std::string_view source) {
  LineColumn where = at ? editor_position(at) : LineColumn{1, 1};
  return fmt::format("    <error line=\"{}\" column=\"{}\" severity=\"{}\" message=\"{}\" source=\"{}\"/>\n", where.line, where.column, severity, attribute(message), source);
}

}  // namespace

std::string checkstyle_of(const Document& d) {
  std::map<std::string, std::string> by_file;
  auto file = [&](const Diagnostic& e) { return e.pos ? place(e.pos, d.base).file : e.path.empty() ? "." : shown_path(e.path, d.base); };
  for (const Finding& f : d.findings) {
    if (f.suppressed) continue;
    std::string source = fmt::format("ptrsafe.{}", rule_name(f.rule));
    by_file[place(f.begin, d.base).file] += element(f.begin, name_of(severity_of(f)), fmt::format("{} ({})", f.message, standing(f)), source);
  }
  for (const Diagnostic& e : d.errors) by_file[file(e)] += element(e.pos, "error", e.message, "ptrsafe.error");
  for (const Diagnostic& w : d.warnings) by_file[file(w)] += element(w.pos, "warning", w.message, "ptrsafe.warning");
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"5.0\">\n";
  for (const auto& [path, errors] : by_file) out += fmt::format("  <file name=\"{}\">\n{}  </file>\n", attribute(path), errors);
  return out + "</checkstyle>\n";
}

}  // namespace ptrsafe
