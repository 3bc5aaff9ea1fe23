// `ptrsafe escape`: the compiler's stack-or-heap decisions.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/os/process.h"
#include "driver/analysis.h"
#include "driver/commands.h"
#include "escape/escape.h"
#include "escape/summaries.h"

namespace ptrsafe {
namespace {

// "FILE:LINE:COL: " as the compiler writes it: after //line directives, without a column that is too large for its table.
std::string place_text(Pos pos, const std::string& base) {
  if (!pos) return "";
  constexpr uint32_t kMaxColumn = 255;
  LineColumn at = file_of(pos)->line_column(pos);
  std::string path = shown_path(file_of(pos)->path(), base);
  return at.column >= kMaxColumn ? fmt::format("{}:{}: ", path, at.line) : fmt::format("{}:{}:{}: ", path, at.line, at.column);
}

std::string step_text(const escape::Step& s) {
  if (!s.pos) return s.text;
  const SourceFile* f = file_of(s.pos);
  LineColumn at = f->line_column(s.pos);
  return fmt::format("{} at {}:{}:{}", s.text, f->path(), at.line, at.column);
}

}  // namespace

Report run_escape(const Options& given) {
  Report report;
  Options options = given;
  // Where the summaries of all dependencies are kept, their bodies need not be read; but for generic ones.
  escape::Summaries known(options.why ? "" : options.cache, os::build_id());
  Analysis* loaded = nullptr;  // lives to the end of the process
  if (known.on()) {
    options.build.dependency_bodies = false;
    options.build.generic_bodies = true;
    loaded = new Analysis(load_programs(options, report));
    for (const auto& program : loaded->programs) {
      known.look_at(*program);
      if (loaded && !escape::dependencies_known(*program, known)) loaded = nullptr;
      if (!loaded) break;
    }
    if (!loaded) options.build = given.build;
  }
  if (!loaded) {
    report = {};
    loaded = new Analysis(load_programs(options, report));
  }
  Analysis& a = *loaded;
  check_programs(a, options);
  double start = os::now();
  nlohmann::ordered_json packages = nlohmann::ordered_json::array();
  for (const auto& program : a.programs) {
    known.look_at(*program);
    escape::EscapeOptions asked;
    asked.why = options.why;
    for (const escape::PackageDecisions& p : escape::analyse_escapes(*program, asked, *a.pool, &known)) {
      nlohmann::ordered_json decisions = nlohmann::ordered_json::array();
      for (const escape::Decision& d : p.decisions) {
        if (options.maps && !d.in_map) continue;
        if (options.format == Format::Json) {
          nlohmann::ordered_json j;
          if (d.pos) {
            LineColumn at = file_of(d.pos)->line_column(d.pos);
            j["file"] = shown_path(file_of(d.pos)->path(), options.build.dir);
            j["line"] = at.line;
            j["column"] = at.column;
          }
          j["message"] = d.text;
          for (const escape::Step& s : d.why) j["why"].push_back(step_text(s));
          decisions.push_back(std::move(j));
          continue;
        }
        report.result += place_text(d.pos, options.build.dir) + d.text + "\n";
        for (const escape::Step& s : d.why) report.result += "\t" + step_text(s) + "\n";
      }
      if (options.format == Format::Json) packages.push_back({{"package", p.package->path.str()}, {"decisions", std::move(decisions)}});
    }
  }
  a.stats.rules_seconds = os::now() - start;
  Document doc;
  doc.base = options.build.dir;
  doc.errors = all_errors(a);
  for (const Diagnostic& d : doc.errors) report.messages += text_of_error(d, doc.base);
  if (options.format == Format::Json) report.result = nlohmann::ordered_json{{"packages", std::move(packages)}}.dump(1) + "\n";
  report.stats = a.stats;
  report.status = misconfigured(a) ? kExitUsage : doc.errors.empty() ? kExitClean : kExitIncomplete;
  return report;
}

}  // namespace ptrsafe
