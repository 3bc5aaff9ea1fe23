// `ptrsafe explain`: a rule's page, or what is known about a place in the program.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "base/os/files.h"
#include "base/os/process.h"
#include "driver/commands.h"
#include "driver/configurations.h"
#include "driver/escape_loading.h"
#include "driver/value_storage.h"
#include "escape/escape.h"
#include "flow/passport.h"
#include "report/formats.h"
#include "report/layout_text.h"
#include "report/passports.h"
#include "rules/pages.h"
#include "syntax/children.h"
#include "types/type_string.h"
#include "types/universe.h"

namespace ptrsafe {
namespace {

// FILE:LINE[:COLUMN]; column 0: the whole line.
struct PlaceMeant {
  std::string path;
  uint32_t line = 0, column = 0;
  bool from_zero = false;  // counted wrongly: both begin with 1

  bool has(Pos p) const {
    if (!p || file_of(p)->path() != path) return false;
    return file_of(p)->line_column(p).line == line;
  }
};

// Takes ":N" off the end.
bool take_number(std::string& text, uint32_t* out) {
  size_t colon = text.rfind(':');
  if (colon == std::string::npos) return false;
  const char *from = text.data() + colon + 1, *to = text.data() + text.size();
  auto [end, error] = std::from_chars(from, to, *out);
  if (error != std::errc() || end != to || from == to) return false;
  text.resize(colon);
  return true;
}

bool parse_place(const std::string& text, const std::string& dir, PlaceMeant* out) {
  std::string rest = text;
  uint32_t last = 0, before = 0;
  if (!take_number(rest, &last)) return false;
  bool column = take_number(rest, &before);
  *out = {os::absolute_path(dir, rest), column ? before : last, column ? last : 0, last == 0 || (column && before == 0)};
  return true;
}

bool is_expression(const Node* n) { return n->kind >= NodeKind::Ident && n->kind <= NodeKind::Binary && n->kind != NodeKind::KeyValue; }

std::string source_of(const Node* n) {
  const SourceFile* f = file_of(start_pos(n));
  std::string_view text = f->text().substr(f->offset(start_pos(n)), end_pos(n).v - start_pos(n).v);
  constexpr size_t kLongest = 60;
  size_t end = std::min({text.find('\n'), text.size(), kLongest});
  return std::string(text.substr(0, end)) + (end < text.size() ? "…" : "");
}

// The expressions to speak of: the innermost one at the column with all around it, or all that begin on the line; each text once.
class Expressions {
 public:
  Expressions(const FileInfo& info, const PlaceMeant& place) : info_(info), place_(place) {}

  std::vector<const Node*> find() {
    for (const Node* d : info_.tree->decls) visit(d);
    return std::move(found_);
  }

  Type* type_of(const Node* n) const {
    Type* t = info_.type_of(n);
    // What is declared has its type with its object.
    if (n->is(NodeKind::Ident) && (!t || !is_valid(t)))
      if (const Var* v = as_object<Var>(info_.object_of(n))) t = v->type;
    return t;
  }

 private:
  bool covers(const Node* n) const {
    LineColumn from = file_of(start_pos(n))->line_column(start_pos(n)), to = file_of(end_pos(n))->line_column(end_pos(n));
    if (place_.column == 0) return from.line <= place_.line && place_.line <= to.line;
    auto at = std::pair(place_.line, place_.column);
    return std::pair(from.line, from.column) <= at && at < std::pair(to.line, to.column);
  }

  void visit(const Node* n) {
    if (!covers(n)) return;
    if (is_expression(n) && start_on_line(n)) {
      Mode mode = info_.mode_of(n);
      bool value = mode != Mode::NoValue && mode != Mode::Builtin && mode != Mode::TypeExpr && mode != Mode::NilValue;
      Type* t = value ? type_of(n) : nullptr;
      if (t && is_valid(t) && !as<Signature>(t) && !as<Tuple>(t) && said_.insert(source_of(n)).second) found_.push_back(n);
    }
    // The name of a selector has the selector's value.
    if (n->is(NodeKind::Selector)) return visit(n->na());
    for_each_child(n, [&](const Node* c) { visit(c); });
  }
  bool start_on_line(const Node* n) const { return file_of(start_pos(n))->line_column(start_pos(n)).line == place_.line; }

  const FileInfo& info_;
  const PlaceMeant& place_;
  std::set<std::string> said_;
  std::vector<const Node*> found_;
};

// A package that has the file; the plain one rather than its test variant.
const Package* package_with(const Analysis& a, const std::string& path, const build::Program** program, const FileInfo** info) {
  for (const auto& p : a.programs)
    for (const Package* package : checked_packages(*p))
      for (const auto& file : package->details->files)
        if (file->tree && file->tree->file && file->tree->file->path() == path) {
          *program = p.get();
          *info = file.get();
          return package;
        }
  return nullptr;
}

void add_section(std::string& out, std::string_view title, const std::string& text) {
  if (!text.empty()) out += fmt::format("{}{}\n{}", out.empty() ? "" : "\n", title, text);
}

std::string types_text(const Package& package, const build::Program& program, const FileInfo& info, const PlaceMeant& place) {
  Sizes sizes = Sizes::for_arch(program.config.goarch);
  Expressions expressions(info, place);
  std::string out;
  for (const Node* n : expressions.find()) {
    Type* t = expressions.type_of(n);
    std::string layout = layout_text(t, sizes, program.config.go_minor);
    out += fmt::format("  {}  {}{}{}\n", source_of(n), type_string(t, {&package, true}), layout.empty() ? "" : ": ", layout);
  }
  return out;
}

std::string decisions_text(const Options& options, const PlaceMeant& place, const std::string& base) {
  Options here = options;
  here.patterns = {os::parent_path(place.path)};
  Report ignored;
  escape::Summaries known(options.cache, os::build_id());
  Analysis& a = load_for_escapes(here, known, ignored);
  escape::EscapeOptions asked;
  asked.why = asked.variables = true;
  std::set<std::string> lines;
  std::string out;
  for (const auto& program : a.programs) {
    known.look_at(*program);
    for (const escape::PackageDecisions& p : escape::analyse_escapes(*program, asked, *a.pool, &known))
      for (const escape::Decision& d : p.decisions) {
        if (!place.has(d.pos)) continue;
        std::string text = fmt::format("  {}{}\n", d.text, d.heap && d.bytes > 0 ? fmt::format(" ({} bytes)", d.bytes) : "");
        for (const escape::Step& s : d.why) text += fmt::format("    {}{}\n", s.text, s.pos ? " at " + position_text(s.pos, base) : "");
        if (lines.insert(text).second) out += text;
      }
  }
  return out;
}

bool touches(const flow::Passport& p, const PlaceMeant& place) {
  auto any = [&](const std::vector<flow::PassportAccess>& list) { return std::any_of(list.begin(), list.end(), [&](const auto& a) { return place.has(a.at); }); };
  return place.has(p.declared) || any(p.inserts) || any(p.lookups) || any(p.ranges) || any(p.deletes) || any(p.replaced) || any(p.decoded) || any(p.escapes) ||
         std::any_of(p.made.begin(), p.made.end(), [&](const auto& m) { return place.has(m.first); }) ||
         std::any_of(p.values.begin(), p.values.end(), [&](const auto& v) { return place.has(v.at); });
}

std::string maps_text(Analysis& a, const build::Program& program, const PlaceMeant& place, const std::string& base) {
  std::vector<const Package*> packages = checked_packages(program);
  auto& flow = *new flow::ProgramFlow(packages, *a.pool);  // lives to the end of the process
  std::vector<flow::Passport> all = flow::passports(flow, packages, Sizes::for_arch(program.config.goarch), program.config.go_minor);
  std::erase_if(all, [&](const flow::Passport& p) { return !touches(p, place); });
  find_storage(program, *a.pool, all);
  std::string out;
  for (const flow::Passport& p : all) out += text_of_passport(p, base);
  return out;
}

Report usage(const std::string& message) {
  Report report;
  report.messages = fmt::format("ptrsafe: {}\n", message);
  report.status = kExitUsage;
  return report;
}

Report explain_rule(const std::string& name) {
  RuleId rule;
  if (!rule_by_name(name, &rule)) return usage(fmt::format("{} is neither a rule nor FILE:LINE[:COLUMN]{}", name, did_you_mean_rule(name)));
  Report report;
  report.result = page_of(rule);
  return report;
}

// In one configuration.
Report explain_place(const Options& options, const PlaceMeant& place) {
  Report report;
  const std::string& base = options.build.dir;
  Analysis& a = *new Analysis(load_programs(options, report));  // lives to the end of the process
  check_programs(a, options);
  Document doc;
  doc.base = base;
  doc.errors = all_errors(a);
  for (const Diagnostic& d : doc.errors) report.messages += text_of_error(d, base);
  double start = os::now();
  const build::Program* program = nullptr;
  const FileInfo* info = nullptr;
  const Package* package = package_with(a, place.path, &program, &info);
  if (!package) {
    report.messages += fmt::format("ptrsafe: {} is in none of the packages of {}; name its package after the place\n", shown_path(place.path, base), fmt::join(options.patterns, " "));
    report.status = kExitUsage;
    return report;
  }
  if (place.line > info->tree->file->line_count()) {
    report.messages += fmt::format("ptrsafe: {} has {} lines\n", shown_path(place.path, base), info->tree->file->line_count());
    report.status = kExitUsage;
    return report;
  }
  std::string findings;
  for (const Finding& f : find_all(a, options))
    if (place.has(f.begin) || std::any_of(f.witness.begin(), f.witness.end(), [&](const WitnessStep& s) { return place.has(s.pos); }))
      findings += text_of_finding(f, base, options.color);
  add_section(report.result, "findings at this line", findings);
  add_section(report.result, "maps used here", maps_text(a, *program, place, base));
  add_section(report.result, "values", types_text(*package, *program, *info, place));
  add_section(report.result, "stack or heap, as the compiler decides without inlining", decisions_text(options, place, base));
  if (report.result.empty()) report.result = "nothing is known about this line: there is no value, no map and no allocation on it\n";
  a.stats.rules_seconds = os::now() - start;
  report.stats = a.stats;
  report.status = misconfigured(a) ? kExitUsage : doc.errors.empty() ? kExitClean : kExitIncomplete;
  return report;
}

}  // namespace

Report run_explain(const Options& options) {
  PlaceMeant place;
  Report report;
  if (!config_is_right(options, &report.messages)) {
    report.status = kExitUsage;
    return report;
  }
  if (!parse_place(options.subject, options.build.dir, &place)) return explain_rule(options.subject);
  if (!os::is_regular(place.path)) return usage(fmt::format("{}: there is no such file", shown_path(place.path, options.build.dir)));
  if (place.from_zero) return usage(fmt::format("{}: lines and columns are counted from 1", options.subject));
  std::vector<Configured> all = configurations(options);
  if (all.size() == 1) return explain_place(all[0].options, place);
  // What several have to say is said once. That some do not have the file counts only if none has it.
  Report missing;
  std::map<std::string, std::vector<std::string>> by_text;
  std::vector<std::string> texts;
  for (const Configured& c : all) {
    Report one = explain_place(c.options, place);
    if (one.status == kExitUsage) {
      if (missing.messages.empty()) missing = std::move(one);
      continue;
    }
    report.messages += one.messages;
    report.status = std::max(report.status, one.status);
    report.stats = one.stats;
    if (by_text[one.result].empty()) texts.push_back(one.result);
    by_text[one.result].push_back(c.name);
  }
  if (texts.empty()) return missing;
  for (const std::string& text : texts) report.result += fmt::format("{}in {}\n\n{}", report.result.empty() ? "" : "\n", fmt::join(by_text[text], " "), text);
  return report;
}

}  // namespace ptrsafe
