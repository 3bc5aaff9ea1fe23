// `ptrsafe check`: the gate.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "base/os/process.h"
#include "concurrency/races.h"
#include "driver/analysis.h"
#include "driver/assertions.h"
#include "driver/commands.h"
#include "report/html.h"
#include "rules/suppressions.h"

namespace ptrsafe {
std::vector<Finding> find_all(Analysis& a, const Options& options) {
  std::vector<std::vector<Finding>> by_package;
  for (const auto& program : a.programs) {
    std::vector<const Package*> packages = checked_packages(*program);
    Sizes sizes = Sizes::for_arch(program->config.goarch);
    flow::ProgramFlow flow(packages, *a.pool);
    std::unique_ptr<concurrency::Races> races;
    if (needs_races(options.rules)) races = std::make_unique<concurrency::Races>(flow, flow.production());
    size_t first = by_package.size();
    by_package.resize(first + packages.size());
    a.pool->for_each(packages.size(), [&](size_t i) { by_package[first + i] = run_rules(flow, *packages[i], options.rules, sizes, races.get()); });
    if (options.stats)
      for (const Package* p : packages) a.stats.followed_lookups += followed_lookups(flow, *p);
  }
  if (options.rules.has(RuleId::EscapeAssertion)) by_package.push_back(contradicted_assertions(a, options));
  struct Keyed {
    std::string_view path;
    LineColumn at;
    Finding* finding;
  };
  std::vector<Keyed> keyed;
  for (auto& list : by_package)
    for (Finding& f : list) keyed.push_back({file_of(f.begin)->path(), file_of(f.begin)->line_column(f.begin), &f});
  auto key = [](const Keyed& k) {
    return std::tuple(k.path, k.at.line, k.at.column, rule_name(k.finding->rule), std::string_view(k.finding->message));
  };
  std::stable_sort(keyed.begin(), keyed.end(), [&](const Keyed& x, const Keyed& y) { return key(x) < key(y); });
  auto same = [&](const Keyed& x, const Keyed& y) { return key(x) == key(y); };
  keyed.erase(std::unique(keyed.begin(), keyed.end(), same), keyed.end());
  std::vector<Finding> findings;
  for (const Keyed& k : keyed) findings.push_back(std::move(*k.finding));
  return findings;
}

namespace {

// What one package alone can say (see vet_command.h). Its importers are not seen, and they could say that goroutines do not meet.
void keep_unit(const Options& options, std::vector<Finding>& findings) {
  const std::vector<std::string>& files = options.only_files;
  std::erase_if(findings, [&](const Finding& f) { return std::find(files.begin(), files.end(), file_of(f.begin)->path()) == files.end(); });
  for (Finding& f : findings)
    if (RuleSet one; one.add(f.rule), needs_races(one)) f.confidence = Confidence::Possible;
}

// Marks what comments in the source suppress. What is wrong with the comments is returned.
Diagnostics suppress(const Analysis& a, const Options& options, std::vector<Finding>& findings) {
  Suppressions suppressions;
  for (const auto& program : a.programs) suppressions.read(checked_packages(*program));
  suppressions.apply(findings);
  return suppressions.complaints(options.rules);
}

}  // namespace

namespace {

Extent extent_of(const Analysis& a) {
  std::set<std::string_view> packages;
  std::set<const SourceFile*> files;
  Extent extent;
  for (const auto& program : a.programs) {
    for (const auto& p : program->packages) {
      if (!p->named) continue;
      packages.insert(p->dir);
      for (const build::FileUnit* f : p->files)
        if (files.insert(f->source).second) extent.lines += f->source->line_count();
    }
  }
  extent.packages = packages.size();
  extent.files = files.size();
  return extent;
}

}  // namespace

Report run_check(const Options& options) {
  Report report;
  Analysis& a = *new Analysis(load_programs(options, report));  // lives to the end of the process
  check_programs(a, options);
  Document doc;
  doc.base = options.base;
  double start = os::now();
  doc.findings = find_all(a, options);
  if (!options.only_files.empty()) keep_unit(options, doc.findings);
  doc.warnings = suppress(a, options, doc.findings);
  if (!options.only_files.empty()) doc.warnings.clear();  // a comment may be for what only the whole program shows
  std::erase_if(doc.findings, [&](const Finding& f) { return f.confidence < options.show; });
  a.stats.rules_seconds = os::now() - start;
  doc.errors = all_errors(a);
  for (const Diagnostic& d : doc.errors) report.messages += text_of_error(d, doc.base);
  for (const Diagnostic& d : doc.warnings) report.messages += text_of_warning(d, doc.base);
  if (options.format == Format::Json) {
    report.result = json_of(doc);
  } else if (options.format == Format::Html) {
    report.result = html_of(doc, all_passports(a), extent_of(a));
  } else {
    for (const Finding& f : doc.findings)
      if (!f.suppressed) report.result += text_of_finding(f, doc.base, options.color);
  }
  report.stats = a.stats;
  bool failed = std::any_of(doc.findings.begin(), doc.findings.end(), [&](const Finding& f) { return !f.suppressed && static_cast<int>(f.confidence) >= options.fail_on; });
  report.status = failed ? kExitFindings : misconfigured(a) ? kExitUsage : doc.errors.empty() ? kExitClean : kExitIncomplete;
  return report;
}

}  // namespace ptrsafe
