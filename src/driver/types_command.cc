// `ptrsafe types`: the front end alone.
#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "build/list.h"
#include "concurrency/races.h"
#include "driver/analysis.h"
#include "driver/commands.h"
#include "driver/configurations.h"
#include "driver/layouts.h"
#include "lower/lower.h"
#include "syntax/print.h"

namespace ptrsafe {
namespace {

std::string print_phase(const Options& options, const Analysis& a) {
  std::string out;
  for (const auto& p : a.programs) {
    if (options.print == Print::Packages) {
      out += build::list_json(*p);
      continue;
    }
    for (const auto& u : p->packages) {
      if (!u->named) continue;
      for (const build::FileUnit* f : u->files) {
        if (!f->tree) continue;
        out += options.print == Print::Tokens ? print_tokens(f->tree->file) : print_tree(*f->tree);
      }
    }
  }
  return out;
}

// All races, of any variable: the file, and a declared function around one of the two accesses or around the start of their goroutine, a line each.
std::string print_races(const Analysis& a) {
  std::string out;
  for (const auto& program : a.programs) {
    std::vector<const Package*> packages = checked_packages(*program);
    flow::ProgramFlow flow(packages, *a.pool);
    concurrency::Races races(flow, packages, true);
    for (const concurrency::Race& r : races.all()) {
      const Node* at = r.access->body->function.at(r.access->at).node;
      if (!at) continue;
      std::vector<const ir::Function*> concerned;
      for (const ir::Function* f : {&r.access->body->function, &r.other->body->function, r.how.go ? &r.how.go->caller->function : nullptr}) {
        while (f && f->parent) f = f->parent;
        if (f && std::find(concerned.begin(), concerned.end(), f) == concerned.end()) concerned.push_back(f);
      }
      for (const ir::Function* f : concerned) out += fmt::format("{} {}\n", file_of(at->pos)->path(), f->name);
    }
  }
  return out;
}

// The SSA form of the named packages.
std::string print_ssa(const Analysis& a) {
  std::string out;
  for (const auto& p : a.programs) {
    for (const auto& u : p->packages) {
      if (!u->named || !u->checked || !u->checked->details) continue;
      if (auto init = lower_initializers(*u->checked)) out += ir::print(*init);
      for (const Func* f : u->checked->details->functions)
        if (auto body = lower_function(*u->checked, *f)) out += ir::print(*body);
    }
  }
  return out;
}

// The types of the named packages.
std::string layouts(const Analysis& a) {
  std::string out;
  for (const auto& p : a.programs)
    for (const auto& u : p->packages)
      if (u->named && u->checked) out += print_layouts(*u->checked, Sizes::for_arch(p->config.goarch));
  return out;
}

std::string print_checked(Print what, const Analysis& a) {
  switch (what) {
    case Print::Races: return print_races(a);
    case Print::Layouts: return layouts(a);
    default: return print_ssa(a);
  }
}

}  // namespace

Report run_types(const Options& options) {
  Report report;
  if (!config_is_right(options, &report.messages)) {
    report.status = kExitUsage;
    return report;
  }
  std::vector<Configured> all = configurations(options);
  bool print = options.print != Print::Nothing;
  bool of_phase = options.print == Print::Tokens || options.print == Print::Tree || options.print == Print::Packages;
  for (Configured& c : all) {
    c.analysis = new Analysis(load_programs(c.options, report));  // lives to the end of the process
    if (!of_phase) check_programs(*c.analysis, c.options);
    if (print) report.result += of_phase ? print_phase(c.options, *c.analysis) : print_checked(c.options.print, *c.analysis);
  }
  report.stats = all[0].analysis->stats;
  if (print) return report;

  // Errors of the packages that were asked for are the result; those of dependencies go to stderr.
  std::vector<Diagnostics> of_programs, of_named, of_others;
  for (const Configured& c : all) {
    of_programs.push_back(program_errors(*c.analysis));
    of_named.emplace_back();
    of_others.emplace_back();
    for (PackageErrors& p : collect_errors(*c.analysis)) {
      if (options.max_errors && p.errors.size() > options.max_errors) {
        p.errors.resize(options.max_errors + 1);
        Diagnostic& last = p.errors.back();
        last = {last.pos, "too many errors", false, last.path};
      }
      std::ranges::copy(p.errors, std::back_inserter(p.named ? of_named.back() : of_others.back()));
    }
  }
  Document doc;
  doc.base = options.build.dir;
  Diagnostics programs = united(all, std::move(of_programs)), results = united(all, std::move(of_named)), others = united(all, std::move(of_others));
  for (const Diagnostics* list : {&programs, &others})
    for (const Diagnostic& d : *list) report.messages += text_of_error(d, doc.base);
  for (const Diagnostics* list : {&programs, &results, &others}) std::ranges::copy(*list, std::back_inserter(doc.errors));
  sort_diagnostics(doc.errors);
  std::string text;
  for (const Diagnostic& d : results) text += text_of_error(d, doc.base, options.color);
  report.result = options.format == Format::Json ? json_of(doc) : text;
  bool incomplete = !programs.empty() || !others.empty();
  report.status = any_misconfigured(all) ? kExitUsage : !results.empty() ? kExitFindings : incomplete ? kExitIncomplete : kExitClean;
  return report;
}

}  // namespace ptrsafe
