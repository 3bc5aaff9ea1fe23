#include <fmt/format.h>

#include <cctype>

#include "report/excerpt.h"
#include "report/formats.h"
#include "report/json.h"
#include "report/severity.h"
#include "rules/pages.h"

namespace ptrsafe {
namespace {

constexpr size_t kLongestSnippet = 1000;  // bytes; viewers have the sources

std::string_view level_of(Severity s) { return s == Severity::Error ? "error" : s == Severity::Warning ? "warning" : "note"; }

// RFC 3986: all but unreserved characters and slashes in the form %XX.
std::string percent_encoded(std::string_view path) {
  std::string out;
  for (unsigned char c : path) {
    bool plain = c < 0x80 && (std::isalnum(c) || std::string_view("-._~/").find(static_cast<char>(c)) != std::string_view::npos);
    if (plain) out += static_cast<char>(c);
    else out += fmt::format("%{:02X}", c);
  }
  return out;
}

// "[x](y)" would be read as a link (section 3.11.6).
std::string without_links(std::string text) {
  for (size_t at = 0; (at = text.find("](", at)) != std::string::npos; at += 3) text.insert(at, "\\");
  return text;
}

Json artifact(const std::string& path, const std::string& base) {
  std::string shown = shown_path(path, base);
  if (shown.starts_with("/")) return {{"uri", "file://" + percent_encoded(shown)}};
  return {{"uri", percent_encoded(shown)}, {"uriBaseId", "SRCROOT"}};
}

Json region(Pos begin, Pos end) {
  LineColumn from = editor_position(begin), to = editor_position(end);
  return {{"startLine", from.line}, {"startColumn", from.column}, {"endLine", to.line}, {"endColumn", to.column}};
}

void add_snippet(Json& region, std::string_view text) {
  if (!text.empty() && text.size() <= kLongestSnippet) region["snippet"] = {{"text", text}};
}

// `end` may be none: a place that has no length.
Json location(Pos begin, Pos end, const std::string& base, const std::string& message = {}) {
  SourceFile* file = file_of(begin);
  if (!end) end = begin;
  Json at = region(begin, end);
  std::string_view text = file->text().substr(file->offset(begin), end.v - begin.v), last = line_at(*file, end), lines = line_at(*file, begin);
  lines = {lines.data(), static_cast<size_t>(last.data() + last.size() - lines.data())};
  add_snippet(at, text);
  // The context has to be more than the region (section 3.29.5).
  Json context = {{"startLine", at["startLine"]}, {"endLine", at["endLine"]}};
  if (lines.size() > text.size()) add_snippet(context, lines);
  Json out = {{"physicalLocation", {{"artifactLocation", artifact(file->path(), base)}, {"region", std::move(at)}}}};
  if (context.contains("snippet")) out["physicalLocation"]["contextRegion"] = std::move(context);
  if (!message.empty()) out["message"] = {{"text", without_links(message)}};
  return out;
}

// The witness leads to the finding.
Json code_flows(const Finding& f, const std::string& base) {
  Json steps = Json::array();
  for (const WitnessStep& w : f.witness)
    if (w.pos) steps.push_back({{"location", location(w.pos, {}, base, w.message)}});
  if (f.witness.empty() || !(f.witness.back().pos == f.begin)) steps.push_back({{"location", location(f.begin, f.end, base, f.message)}});
  return Json::array({{{"threadFlows", Json::array({{{"locations", std::move(steps)}}})}}});
}

Json fix(const Fix& f, const std::string& base) {
  Json changes = Json::array();
  const SourceFile* last = nullptr;
  for (const Edit& e : f.edits) {
    if (e.file != last) changes.push_back({{"artifactLocation", artifact(e.file->path(), base)}, {"replacements", Json::array()}});
    last = e.file;
    changes.back()["replacements"].push_back({{"deletedRegion", region(e.file->pos(e.start), e.file->pos(e.end))}, {"insertedContent", {{"text", e.text}}}});
  }
  return {{"description", {{"text", f.message}}}, {"artifactChanges", std::move(changes)}};
}

Json result(const Finding& f, const Document& d) {
  const std::string& base = d.base;
  Json out = {{"ruleId", rule_name(f.rule)},
              {"ruleIndex", static_cast<int>(f.rule)},
              {"level", level_of(severity_of(f))},
              {"message", {{"text", without_links(f.message)}}},
              {"locations", Json::array({location(f.begin, f.end, base)})},
              {"partialFingerprints", {{"ptrsafe/v1", f.fingerprint}}}};
  if (!f.witness.empty()) out["codeFlows"] = code_flows(f, base);
  if (!f.fixes.empty()) {
    out["fixes"] = Json::array();
    for (const Fix& one : f.fixes) out["fixes"].push_back(fix(one, base));
  }
  // Whether a suppressed one was there before is not known.
  if (d.compared && !f.suppressed) out["baselineState"] = "new";
  // On all results or on none (section 3.27.23).
  out["suppressions"] = Json::array();
  if (f.suppressed) out["suppressions"].push_back({{"kind", "inSource"}, {"justification", f.suppressed->reason}});
  out["properties"] = {{"confidence", confidence_name(f.confidence)}};
  if (!f.configurations.empty()) out["properties"]["configurations"] = f.configurations;
  return out;
}

// The first paragraph of a rule's page, on one line.
std::string description(std::string_view page) {
  size_t from = page.find("\n\n") + 2;
  std::string text(page.substr(from, page.find("\n\n", from) - from));
  for (char& c : text)
    if (c == '\n') c = ' ';
  return text;
}

Json rule(RuleId r, const std::string& pages) {
  Json out = {{"id", rule_name(r)},
              {"shortDescription", {{"text", rule_summary(r)}}},
              {"fullDescription", {{"text", without_links(description(page_of(r)))}}},
              {"help", {{"text", rule_remedy(r)}, {"markdown", page_of(r)}}},
              {"defaultConfiguration", {{"level", is_advice(r) ? "note" : "warning"}}}};
  if (!pages.empty()) out["helpUri"] = fmt::format("{}/{}.html", pages, rule_name(r));
  if (is_advice(r)) out["defaultConfiguration"]["enabled"] = false;
  return out;
}

Json notifications(const Diagnostics& list, std::string_view level, const std::string& base) {
  Json out = Json::array();
  for (const Diagnostic& d : list) {
    Json one = {{"level", level}, {"message", {{"text", without_links(d.message)}}}};
    if (d.pos) one["locations"] = Json::array({location(d.pos, {}, base)});
    else if (!d.path.empty()) one["locations"] = Json::array({{{"physicalLocation", {{"artifactLocation", artifact(d.path, base)}}}}});
    out.push_back(std::move(one));
  }
  return out;
}

std::string one_line(const Json& j) { return j.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

std::string sarif_of(const Document& d) {
  Json rules = Json::array();
  for (RuleId r : all_rules()) rules.push_back(rule(r, d.rule_pages));
  std::string root = "file://" + percent_encoded(d.base) + (d.base.ends_with("/") ? "" : "/");
  Json run = {{"tool", {{"driver", {{"name", "ptrsafe"}, {"version", PTRSAFE_VERSION}, {"semanticVersion", PTRSAFE_VERSION}, {"rules", std::move(rules)}}}}},
              {"invocations", Json::array({{{"executionSuccessful", d.errors.empty()},
                                            {"toolExecutionNotifications", notifications(d.errors, "error", d.base)},
                                            {"toolConfigurationNotifications", notifications(d.warnings, "warning", d.base)}}})},
              {"columnKind", "utf16CodeUnits"},
              {"originalUriBaseIds", {{"SRCROOT", {{"uri", root}}}}}};
  // A line a result, each written by itself: of 100,000 findings the tree would take a gigabyte.
  std::string out = one_line(run);
  out.pop_back();
  out = R"({"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[)" + out + R"(,"results":[)";
  bool first = true;
  for (const Finding& f : d.findings) {
    out += first ? "\n" : ",\n";
    out += one_line(result(f, d));
    first = false;
  }
  return out + "\n]}]}\n";
}

}  // namespace ptrsafe
