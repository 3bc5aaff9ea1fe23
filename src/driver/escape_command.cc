// `ptrsafe escape`: the compiler's stack-or-heap decisions.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "base/os/process.h"
#include "driver/commands.h"
#include "driver/configurations.h"
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

// A decision, and the configurations that have it.
struct Found {
  escape::Decision decision;
  std::vector<std::string> names;
};

// Of several configurations' decisions each once, in order; what is not in all of them says so.
void unite(std::vector<Found>& list, const std::vector<Configured>& all) {
  auto key = [](const Found& f) {
    Pos pos = f.decision.pos;
    return std::tuple(pos ? std::string_view(file_of(pos)->path()) : "", pos ? file_of(pos)->offset(pos) : 0, std::string_view(f.decision.text));
  };
  std::stable_sort(list.begin(), list.end(), [&](const Found& a, const Found& b) { return key(a) < key(b); });
  std::vector<Found> out;
  for (Found& f : list) {
    if (out.empty() || key(out.back()) != key(f)) out.push_back(std::move(f));
    else if (out.back().names.back() != f.names[0]) out.back().names.push_back(f.names[0]);
  }
  for (Found& f : out) f.decision.text += where_found(all, f.names);
  list = std::move(out);
}

}  // namespace

Report run_escape(const Options& options) {
  Report report;
  if (!config_is_right(options, &report.messages)) {
    report.status = kExitUsage;
    return report;
  }
  std::vector<Configured> all = configurations(options);
  escape::EscapeOptions asked;
  asked.why = options.why;
  std::vector<std::string> packages;  // in order
  std::map<std::string, std::vector<Found>> found;
  double start = 0;
  for (Configured& c : all) {
    escape::Summaries& known = *new escape::Summaries(c.options.cache, os::build_id());  // lives to the end of the process, as the decisions do
    c.analysis = &load_for_escapes(c.options, known, report);
    if (start == 0) start = os::now();
    for (const auto& program : c.analysis->programs) {
      known.look_at(*program);
      for (escape::PackageDecisions& p : escape::analyse_escapes(*program, asked, *c.analysis->pool, &known)) {
        std::string path = p.package->path.str();
        auto [at, fresh] = found.try_emplace(path);
        if (fresh) packages.push_back(path);
        for (escape::Decision& d : p.decisions)
          if (!options.maps || d.in_map) at->second.push_back({std::move(d), {c.name}});
      }
    }
  }
  Document doc;
  doc.base = options.base;
  Json list = Json::array();
  for (const std::string& path : packages) {
    if (all.size() > 1) unite(found[path], all);
    Json decisions = Json::array();
    for (const Found& f : found[path]) {
      if (options.format == Format::Json) decisions.push_back(json_of(f.decision, doc.base));
      else report.result += text_of(f.decision, doc.base);
    }
    if (options.format == Format::Json) list.push_back({{"package", path}, {"decisions", std::move(decisions)}});
  }
  Stats& stats = all[0].analysis->stats;
  stats.rules_seconds = os::now() - start;
  doc.errors = errors_in(all);
  for (const Diagnostic& d : doc.errors) report.messages += text_of_error(d, doc.base);
  if (options.format == Format::Json) report.result = dump(Json{{"version", 1}, {"packages", std::move(list)}, {"errors", json_errors(doc)}});
  report.stats = stats;
  report.status = any_misconfigured(all) ? kExitUsage : doc.errors.empty() ? kExitClean : kExitIncomplete;
  return report;
}

}  // namespace ptrsafe
