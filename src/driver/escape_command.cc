// `ptrsafe escape`: the compiler's stack-or-heap decisions.
#include <fmt/format.h>

#include "base/os/process.h"
#include "driver/commands.h"
#include "driver/escape_loading.h"
#include "escape/escape.h"
#include "report/json.h"

namespace ptrsafe {
namespace {

// "FILE:LINE:COL" as the compiler writes it: after //line directives, without a column that is too large for its table.
std::string place_text(Pos pos, const std::string& base) {
  constexpr uint32_t kMaxColumn = 255;
  SourceFile::Adjusted at = file_of(pos)->adjusted(pos);
  std::string path = shown_path(at.path, base);
  return at.column == 0 || at.column >= kMaxColumn ? fmt::format("{}:{}", path, at.line) : fmt::format("{}:{}:{}", path, at.line, at.column);
}

std::string text_of(const escape::Decision& d, const std::string& base) {
  std::string out = (d.pos ? place_text(d.pos, base) + ": " : "") + d.text + "\n";
  for (const escape::Step& s : d.why) out += fmt::format("\t{}{}\n", s.text, s.pos ? " at " + place_text(s.pos, base) : "");
  return out;
}

Json json_of(const escape::Decision& d, const std::string& base) {
  Json j = d.pos ? json_step(d.pos, d.text, base) : Json{{"message", d.text}};
  for (const escape::Step& s : d.why) j["why"].push_back(s.pos ? json_step(s.pos, s.text, base) : Json{{"message", s.text}});
  return j;
}

}  // namespace

Report run_escape(const Options& options) {
  Report report;
  escape::Summaries known(options.cache, os::build_id());
  Analysis& a = load_for_escapes(options, known, report);
  double start = os::now();
  Document doc;
  doc.base = options.base;
  escape::EscapeOptions asked;
  asked.why = options.why;
  Json packages = Json::array();
  for (const auto& program : a.programs) {
    known.look_at(*program);
    for (const escape::PackageDecisions& p : escape::analyse_escapes(*program, asked, *a.pool, &known)) {
      Json decisions = Json::array();
      for (const escape::Decision& d : p.decisions) {
        if (options.maps && !d.in_map) continue;
        if (options.format == Format::Json) decisions.push_back(json_of(d, doc.base));
        else report.result += text_of(d, doc.base);
      }
      if (options.format == Format::Json) packages.push_back({{"package", p.package->path.str()}, {"decisions", std::move(decisions)}});
    }
  }
  a.stats.rules_seconds = os::now() - start;
  doc.errors = all_errors(a);
  for (const Diagnostic& d : doc.errors) report.messages += text_of_error(d, doc.base);
  if (options.format == Format::Json) report.result = dump(Json{{"version", 1}, {"packages", std::move(packages)}, {"errors", json_errors(doc)}});
  report.stats = a.stats;
  report.status = misconfigured(a) ? kExitUsage : doc.errors.empty() ? kExitClean : kExitIncomplete;
  return report;
}

}  // namespace ptrsafe
