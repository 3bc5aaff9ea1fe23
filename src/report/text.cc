#include <fmt/format.h>

#include "report/excerpt.h"
#include "report/formats.h"

namespace ptrsafe {
namespace {

// Select Graphic Rendition, as ECMA-48 names it.
constexpr std::string_view kBold = "1", kBlue = "1;34", kCyan = "1;36", kRed = "1;31", kYellow = "1;33";

class Painter {
 public:
  explicit Painter(bool color) : color_(color) {}
  std::string operator()(std::string_view style, std::string_view text) const {
    return color_ ? fmt::format("\x1b[{}m{}\x1b[0m", style, text) : std::string(text);
  }

 private:
  bool color_;
};

std::string_view style_of(Confidence c) { return c == Confidence::Proven ? kRed : c == Confidence::Likely ? kYellow : kCyan; }

}  // namespace

std::string text_of_finding(const Finding& f, const std::string& base, bool color) {
  Painter paint(color);
  std::string_view style = style_of(f.confidence);
  std::string out = fmt::format("{} {} {}\n", paint(kBold, position_text(f.begin, base) + ":"), printable(f.message),
                                paint(style, fmt::format("({}, {})", rule_name(f.rule), standing(f))));
  const SourceFile* file = file_of(f.begin);
  Excerpt e = excerpt_of(f.begin, f.end);
  // Where a //line directive renames the place, the line that is shown stands elsewhere.
  if (SourceFile::Adjusted named = file->adjusted(f.begin); named.path != file->path() || named.line != e.line)
    out += fmt::format("  {}\n", paint(kBlue, fmt::format("--> {}:{}", shown_path(file->path(), base), e.line)));
  std::string number = std::to_string(e.line);
  out += fmt::format("  {} {}\n", paint(kBlue, number + " |"), e.text);
  out += fmt::format("  {} {}{}\n", paint(kBlue, std::string(number.size(), ' ') + " |"), std::string(e.before, ' '), paint(style, std::string(e.marked, '^')));
  // No colon after the position: what looks for "file:line:col: message" finds findings only.
  for (const WitnessStep& w : f.witness) out += fmt::format("  {} {}  {}\n", paint(kBlue, "="), position_text(w.pos, base), printable(w.message));
  out += fmt::format("  {} {}\n", paint(kBlue, "=") + " " + paint(kCyan, "help:"), rule_remedy(f.rule));
  return out;
}

std::string text_of_findings(const Document& d, bool color) {
  std::string out;
  for (const Finding& f : d.findings)
    if (!f.suppressed) out += text_of_finding(f, d.base, color);
  return out;
}

}  // namespace ptrsafe
