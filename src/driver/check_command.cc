// `ptrsafe check`: the gate.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

#include "base/os/files.h"
#include "base/os/process.h"
#include "driver/analysis.h"
#include "driver/assertions.h"
#include "driver/baseline.h"
#include "driver/commands.h"
#include "driver/configurations.h"
#include "driver/fixing.h"
#include "driver/revision.h"
#include "driver/settings.h"
#include "report/formats.h"
#include "report/html.h"
#include "rules/fingerprint.h"
#include "rules/generated.h"
#include "rules/suppressions.h"

namespace ptrsafe {
namespace {

// By file, line, column, rule. Of several at one place (from several packages, programs or configurations) the strongest stays, and names the
// configurations of all.
void in_order(std::vector<Finding>& findings) {
  struct Keyed {
    std::string_view path;
    LineColumn at;
    Finding* finding;
  };
  std::vector<Keyed> keyed;
  for (Finding& f : findings) keyed.push_back({file_of(f.begin)->path(), file_of(f.begin)->line_column(f.begin), &f});
  auto place = [](const Keyed& k) { return std::tuple(k.path, k.at.line, k.at.column, rule_name(k.finding->rule)); };
  auto strength = [](const Keyed& k) { return std::tuple(-static_cast<int>(k.finding->confidence), std::string_view(k.finding->message)); };
  std::stable_sort(keyed.begin(), keyed.end(), [&](const Keyed& x, const Keyed& y) {
    return std::tuple_cat(place(x), strength(x)) < std::tuple_cat(place(y), strength(y));
  });
  std::vector<Finding> out;
  for (size_t i = 0, next; i < keyed.size(); i = next) {
    std::vector<std::string> configurations;
    for (next = i; next < keyed.size() && place(keyed[next]) == place(keyed[i]); next++) std::ranges::copy(keyed[next].finding->configurations, std::back_inserter(configurations));
    out.push_back(std::move(*keyed[i].finding));
    out.back().configurations = std::move(configurations);
  }
  number_alike(out);
  findings = std::move(out);
}

}  // namespace

std::vector<Finding> find_all(Analysis& a, const Options& options) {
  std::vector<std::vector<Finding>> by_package;
  for (const auto& program : a.programs) {
    std::vector<const Package*> packages = checked_packages(*program);
    Sizes sizes = Sizes::for_arch(program->config.goarch);
    flow::ProgramFlow flow(packages, *a.pool);
    for (std::vector<Finding>& found : run_rules(flow, options.rules, sizes, *a.pool)) by_package.push_back(std::move(found));
    if (options.stats)
      for (const Package* p : packages) a.stats.followed_lookups += followed_lookups(flow, *p);
  }
  if (options.rules.has(RuleId::EscapeAssertion)) by_package.push_back(contradicted_assertions(a, options));
  std::vector<Finding> findings;
  for (auto& list : by_package) std::move(list.begin(), list.end(), std::back_inserter(findings));
  in_order(findings);
  return findings;
}

namespace {

// What one package alone can say (see vet_command.h). Its importers are not seen, and they could say that goroutines do not meet.
void keep_unit(const Options& options, std::vector<Finding>& findings) {
  const std::vector<std::string>& files = options.only_files;
  std::erase_if(findings, [&](const Finding& f) { return std::find(files.begin(), files.end(), file_of(f.begin)->path()) == files.end(); });
  for (Finding& f : findings)
    if (needs_races(f.rule)) f.confidence = Confidence::Possible;
}

// All findings of all configurations, those that comments suppress marked, in order.
std::vector<Finding> find_in(std::vector<Configured>& all, const RuleSet& rules, Diagnostics* complaints) {
  std::vector<Finding> findings;
  Suppressions suppressions;
  for (Configured& c : all) {
    c.options.rules = rules;
    std::vector<Finding> found = find_all(*c.analysis, c.options);
    if (!c.options.only_files.empty()) keep_unit(c.options, found);
    for (Finding& f : found) {
      if (!c.name.empty()) f.configurations = {c.name};
      findings.push_back(std::move(f));
    }
    for (const auto& program : c.analysis->programs) suppressions.read(checked_packages(*program));
  }
  if (all.size() > 1) in_order(findings);
  suppressions.apply(findings);
  *complaints = suppressions.complaints(rules);
  return findings;
}

// Takes out what the settings keep from counting, and what generated files have.
void keep_counted(std::vector<Finding>& findings, const Settings& settings, const std::vector<Configured>& all, std::string* messages) {
  std::set<std::string> generated;
  for (const Configured& c : all)
    for (const auto& program : c.analysis->programs)
      for (const Package* p : checked_packages(*program))
        for (const auto& info : p->details->files)
          if (is_generated(*info->tree)) generated.insert(info->tree->file->path());
  size_t hidden = 0;
  std::set<std::string> where;
  std::erase_if(findings, [&](const Finding& f) {
    const std::string& path = file_of(f.begin)->path();
    Settings::Verdict v = settings.verdict(f.rule, path);
    if (!v.enabled || !v.counts(f.confidence) || settings.excluded(path)) return true;
    if (!generated.contains(path) || settings.shows_generated(path)) return false;
    if (f.confidence < v.show) return true;
    hidden += !f.suppressed;
    where.insert(path);
    return true;
  });
  if (hidden)
    *messages += fmt::format("ptrsafe: {} finding{} in {} generated file{} not shown; `generated = true` in ptrsafe.toml shows them\n", hidden, hidden == 1 ? "" : "s",
                             where.size(), where.size() == 1 ? "" : "s");
}

// The configurations of a run. Passports, which HTML shows, are about whole packages: for them test variants have all of their own.
std::vector<Configured> configurations_to_check(const Options& options) {
  std::vector<Configured> all = configurations(options);
  for (Configured& c : all) c.options.share_with_tests = options.format != Format::Html;
  return all;
}

// Takes out what counts for --fail-on and is too weak for --show. True if there is such a finding.
bool hide_weak(std::vector<Finding>& findings, const Settings& settings, std::string* messages) {
  size_t failing = 0;
  std::erase_if(findings, [&](const Finding& f) {
    Settings::Verdict v = settings.verdict(f.rule, file_of(f.begin)->path());
    if (f.confidence >= v.show) return false;
    failing += !f.suppressed;
    return true;
  });
  if (failing) *messages += fmt::format("ptrsafe: {} finding{} weaker than --show, and not shown, but --fail-on counts {}\n", failing, failing == 1 ? " is" : "s are", failing == 1 ? "it" : "them");
  return failing != 0;
}

// What a run of the same call at that revision would have counted. False with an error.
bool counted_at(const Options& options, const RuleSet& rules, const Settings& settings, std::vector<KnownFinding>* out, std::string* error, std::string* messages) {
  Revision revision;
  if (!revision.open(options.build.dir, options.diff, error)) return false;
  std::vector<Configured> all = configurations_to_check(options);
  size_t errors = 0;
  for (Configured& c : all) {
    if (!revision.look_at(c.options.build, error)) return false;
    Report ignored;
    c.analysis = new Analysis(load_programs(c.options, ignored));
    check_programs(*c.analysis, c.options);
    errors += all_errors(*c.analysis).size();
  }
  Diagnostics complaints;
  for (const Finding& f : find_in(all, rules, &complaints))
    if (!f.suppressed && settings.verdict(f.rule, file_of(f.begin)->path()).counts(f.confidence)) out->push_back(known(f, options.base));
  if (errors) *messages += fmt::format("ptrsafe: warning: --diff {}: {} error{} in the tree of that revision; what is found in those packages now may be older\n", options.diff, errors, errors == 1 ? "" : "s");
  return true;
}

// Entries of the baseline that could have been found again and were not.
std::string stale_entries(const std::vector<KnownFinding>& stale, const Options& options, const RuleSet& rules, const std::vector<Configured>& all) {
  std::set<std::string> analysed, files;
  for (const Configured& c : all)
    for (const auto& program : c.analysis->programs)
      for (const Package* p : checked_packages(*program))
        if (p->details->errors.empty()) {
          analysed.insert(p->path.str());
          for (const auto& info : p->details->files) files.insert(info->tree->file->path());
        }
  std::vector<const KnownFinding*> gone;
  for (const KnownFinding& k : stale) {
    RuleId rule;
    bool ran = !rule_by_name(k.rule, &rule) || rules.has(rule);
    std::string path = os::absolute_path(options.base, k.file);
    bool elsewhere = !files.contains(path) && os::is_regular(path);  // of another system, or another tag
    if (ran && analysed.contains(k.package) && !elsewhere) gone.push_back(&k);
  }
  if (gone.empty()) return "";
  std::string out = fmt::format("ptrsafe: warning: {}: {} finding{} no longer there; --write-baseline writes it anew\n", options.baseline, gone.size(), gone.size() == 1 ? " is" : "s are");
  for (const KnownFinding* k : gone) out += fmt::format("\t{}: {} in {}: {}\n", k->file, k->rule, k->symbol.empty() ? "the package" : k->symbol, k->message);
  return out;
}

Extent extent_of(const std::vector<Configured>& all) {
  std::set<std::string_view> packages, files;
  Extent extent;
  for (const Configured& c : all) {
    for (const auto& program : c.analysis->programs) {
      for (const auto& p : program->packages) {
        if (!p->named) continue;
        packages.insert(p->dir);
        for (const build::FileUnit* f : p->files)
          if (files.insert(f->source->path()).second) extent.lines += f->source->line_count();
      }
    }
  }
  extent.packages = packages.size();
  extent.files = files.size();
  return extent;
}

std::string written(const Document& doc, const Options& options, const Settings& settings, const std::vector<Configured>& all) {
  switch (options.format) {
    case Format::Text: return text_of_findings(doc, options.color);
    case Format::Json: return json_of(doc);
    case Format::Sarif: return sarif_of(doc);
    case Format::Github: return github_of(doc);
    case Format::Checkstyle: return checkstyle_of(doc);
    case Format::Html: return html_of(doc, passports_in(all, settings), extent_of(all));
  }
  return "";
}

}  // namespace

Report run_check(const Options& options) {
  Report report;
  auto refuse = [&](const std::string& lines) {
    report.messages += lines;
    report.status = kExitUsage;
    return report;
  };
  std::string error;
  std::vector<KnownFinding> accepted;
  if (!options.baseline.empty() && !read_baseline(os::absolute_path(options.build.dir, options.baseline), options.baseline, &accepted, &error))
    return refuse(fmt::format("ptrsafe: {}\n", error));

  std::vector<Configured> all = configurations_to_check(options);
  for (Configured& c : all) c.analysis = new Analysis(load_programs(c.options, report));
  Settings settings(options);
  if (!settings.read(directories(all), &error)) return refuse(error);
  for (Configured& c : all) check_programs(*c.analysis, c.options);

  Document doc;
  doc.rule_pages = settings.rule_pages();
  doc.base = options.base;
  doc.compared = !options.baseline.empty() || !options.diff.empty();
  Stats& stats = all[0].analysis->stats;
  double start = os::now();
  doc.findings = find_in(all, settings.rules(), &doc.warnings);
  if (!options.only_files.empty()) doc.warnings.clear();  // a comment may be for what only the whole program shows
  stats.rules_seconds = os::now() - start;
  doc.errors = errors_in(all);
  for (const Diagnostic& d : doc.errors) report.messages += text_of_error(d, doc.base);
  for (const Diagnostic& d : doc.warnings) report.messages += text_of_warning(d, doc.base);

  // A baseline may have been written with weaker ones shown, and a fix must not bring them, so both are compared with all.
  std::vector<Finding> weak_too;
  if (!options.baseline.empty() || wants_fixes(options)) weak_too = doc.findings;
  keep_counted(doc.findings, settings, all, &report.messages);
  if (!options.write_baseline.empty()) {
    std::erase_if(doc.findings, [](const Finding& f) { return f.suppressed.has_value(); });
    report.baseline = text_of_baseline(doc.findings, doc.base);
    report.when_written = fmt::format("ptrsafe: {} finding{} written to {}\n", doc.findings.size(), doc.findings.size() == 1 ? "" : "s", options.write_baseline);
    doc.findings.clear();
  } else if (!options.baseline.empty()) {
    std::vector<Finding> rest = weak_too;
    report.messages += stale_entries(subtract(rest, accepted, doc.base), options, settings.rules(), all);
    subtract(doc.findings, accepted, doc.base);
  }
  if (!options.diff.empty()) {
    std::vector<KnownFinding> then;
    if (!counted_at(options, settings.rules(), settings, &then, &error, &report.messages)) return refuse(fmt::format("ptrsafe: {}\n", error));
    subtract(doc.findings, then, doc.base);
  }

  bool failed = hide_weak(doc.findings, settings, &report.messages);
  Fixing fixing;
  if (wants_fixes(options)) fixing = find_fixes(*all[0].analysis, all[0].options, weak_too, doc.findings);
  if (options.fix && !fixing.edits.empty()) {
    // What is left is told of the files as they are now. What overlapped with a fix may be fixed the next time.
    Report told;
    if (apply_fixes(fixing, doc.findings, doc.base, told)) {
      Report rest = run_check(options);
      rest.messages.insert(0, told.messages);
      if (told.status != kExitClean) rest.status = told.status;
      return rest;
    }
    report.messages += told.messages;
    report.status = told.status;
  }
  if (options.fix_diff) show_fixes(fixing, doc.findings, doc.base, report);
  else report.result = written(doc, options, settings, all);
  report.stats = stats;
  failed = failed || std::any_of(doc.findings.begin(), doc.findings.end(), [&](const Finding& f) {
             return !f.suppressed && settings.verdict(f.rule, file_of(f.begin)->path()).fails(f.confidence);
           });
  if (report.status == kExitClean) report.status = any_misconfigured(all) ? kExitUsage : failed ? kExitFindings : doc.errors.empty() ? kExitClean : kExitIncomplete;
  return report;
}

}  // namespace ptrsafe
