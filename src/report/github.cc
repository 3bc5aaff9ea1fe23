#include <fmt/format.h>

#include "report/excerpt.h"
#include "report/formats.h"
#include "report/severity.h"

namespace ptrsafe {
namespace {

// As the runner's toolkit escapes them.
std::string escaped(std::string_view text, bool property) {
  std::string out;
  for (char c : text) {
    bool special = c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ','));
    if (special) out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    else out += c;
  }
  return out;
}
std::string message(std::string_view text) { return escaped(text, false); }
std::string property(std::string_view text) { return escaped(text, true); }

std::string_view command_of(Severity s) { return s == Severity::Error ? "error" : s == Severity::Warning ? "warning" : "notice"; }

// The message, the witness and the remedy: an annotation has several lines.
std::string story(const Finding& f, const std::string& base) {
  std::string out = printable(f.message);
  for (const WitnessStep& w : f.witness) {
    Place at = place(w.pos, base);
    out += fmt::format("\n{}:{}:{}: {}", at.file, at.at.line, at.at.column, printable(w.message));
  }
  return out + fmt::format("\nhelp: {}", rule_remedy(f.rule));
}

std::string of_finding(const Finding& f, const std::string& base) {
  LineColumn begin = editor_position(f.begin), end = editor_position(f.end);
  // The columns of a region of several lines are refused.
  std::string columns = begin.line == end.line ? fmt::format(",col={},endColumn={}", begin.column, end.column) : "";
  return fmt::format("::{} file={},line={},endLine={}{},title={}::{}\n", command_of(severity_of(f)), property(place(f.begin, base).file), begin.line, end.line, columns,
                     property(fmt::format("{} ({})", rule_name(f.rule), standing(f))), message(story(f, base)));
}

std::string of_diagnostic(std::string_view command, const Diagnostic& d, const std::string& base) {
  std::string at;
  if (d.pos) {
    LineColumn where = editor_position(d.pos);
    at = fmt::format(" file={},line={},col={}", property(place(d.pos, base).file), where.line, where.column);
  } else if (!d.path.empty()) {
    at = " file=" + property(shown_path(d.path, base));
  }
  return fmt::format("::{}{}::{}\n", command, at, message(d.message));
}

}  // namespace

std::string github_of(const Document& d) {
  std::string out;
  for (const Finding& f : d.findings)
    if (!f.suppressed) out += of_finding(f, d.base);
  for (const Diagnostic& e : d.errors) out += of_diagnostic("error", e, d.base);
  for (const Diagnostic& w : d.warnings) out += of_diagnostic("warning", w, d.base);
  return out;
}

}  // namespace ptrsafe
