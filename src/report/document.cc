#include "report/document.h"

#include <fmt/format.h>

#include "base/os/output.h"
#include "report/json.h"

namespace ptrsafe {
namespace {

// A position, as it stands before a message.
std::string heading(const std::string& where, bool color) {
  return color ? fmt::format("\x1b[1m{}:\x1b[0m", where) : where + ":";
}

}  // namespace

std::string shown_path(const std::string& path, const std::string& base) {
  if (!base.empty() && path.size() > base.size() + 1 && path.compare(0, base.size(), base) == 0) {
    if (base.back() == '/') return path.substr(base.size());
    if (path[base.size()] == '/') return path.substr(base.size() + 1);
  }
  return path;
}

std::string position_text(Pos p, const std::string& base) {
  SourceFile* f = file_of(p);
  if (!f) return {};
  SourceFile::Adjusted a = f->adjusted(p);
  if (a.column == 0) return fmt::format("{}:{}", shown_path(a.path, base), a.line);
  return fmt::format("{}:{}:{}", shown_path(a.path, base), a.line, a.column);
}

Place place(Pos p, const std::string& base) {
  SourceFile* f = file_of(p);
  if (!f) return {};
  return {shown_path(f->path(), base), f->line_column(p)};
}

Json json_step(Pos p, const std::string& message, const std::string& base) {
  Place at = place(p, base);
  return Json{{"file", at.file}, {"line", at.at.line}, {"column", at.at.column}, {"message", message}};
}

Json json_diagnostics(const Diagnostics& list, const std::string& base) {
  Json out = Json::array();
  for (const Diagnostic& e : list) {
    if (e.pos) out.push_back(json_step(e.pos, e.message, base));
    else out.push_back(Json{{"file", shown_path(e.path, base)}, {"line", 0}, {"column", 0}, {"message", e.message}});
  }
  return out;
}

Json json_errors(const Document& d) { return json_diagnostics(d.errors, d.base); }

Json json_fixes(const std::vector<Fix>& fixes, const std::string& base) {
  Json out = Json::array();
  for (const Fix& fix : fixes) {
    Json edits = Json::array();
    for (const Edit& e : fix.edits) edits.push_back({{"file", shown_path(e.file->path(), base)}, {"start", e.start}, {"end", e.end}, {"text", e.text}});
    out.push_back({{"message", fix.message}, {"edits", edits}});
  }
  return out;
}

std::string dump(const Json& j) { return j.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

std::string text_of_error(const Diagnostic& d, const std::string& base, bool color) {
  std::string where = d.pos ? position_text(d.pos, base) : shown_path(d.path, base);
  return where.empty() ? d.message + "\n" : fmt::format("{} {}\n", heading(where, color), d.message);
}

std::string text_of_warning(const Diagnostic& d, const std::string& base) {
  return fmt::format("{}: warning: {}\n", d.pos ? position_text(d.pos, base) : shown_path(d.path, base), d.message);
}

std::string text_of_fixed(const Finding& f, const std::string& how, const std::string& base) {
  return fmt::format("{}: fixed ({}): {}\n", position_text(f.begin, base), rule_name(f.rule), how);
}

std::string json_of(const Document& d) {
  Json findings = Json::array();
  for (const Finding& f : d.findings) {
    Place begin = place(f.begin, d.base), end = place(f.end, d.base);
    Json witness = Json::array();
    for (const WitnessStep& w : f.witness) witness.push_back(json_step(w.pos, w.message, d.base));
    findings.push_back({{"rule", rule_name(f.rule)},
                        {"confidence", confidence_name(f.confidence)},
                        {"file", begin.file},
                        {"line", begin.at.line},
                        {"column", begin.at.column},
                        {"end_line", end.at.line},
                        {"end_column", end.at.column},
                        {"message", f.message},
                        {"witness", witness},
                        {"fingerprint", f.fingerprint},
                        {"fixes", json_fixes(f.fixes, d.base)},
                        {"suppressed", f.suppressed ? Json{{"reason", f.suppressed->reason}, {"by", f.suppressed->by}} : Json()}});
    if (!f.configurations.empty()) findings.back()["configurations"] = f.configurations;
  }
  return dump(Json{{"version", 1}, {"findings", findings}, {"errors", json_errors(d)}, {"warnings", json_diagnostics(d.warnings, d.base)}});
}

std::string with_stats(std::string json, const Stats& stats) {
  std::string tail = dump(Json{{"stats",
                                {{"packages", stats.packages},
                                 {"files", stats.files},
                                 {"lines", stats.lines},
                                 {"wall_ms", static_cast<int64_t>(stats.wall_seconds * 1000)},
                                 {"peak_rss_kb", stats.peak_rss_kb}}}});
  json.resize(json.rfind("\n}"));
  return json + "," + tail.substr(1);
}

bool write_output(const std::string& path, const std::string& text, std::string* error) {
  return path.empty() ? os::write_stdout(text, error) : os::write_file_atomically(path, text, error);
}

}  // namespace ptrsafe
