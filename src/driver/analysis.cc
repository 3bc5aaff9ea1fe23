#include "driver/analysis.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/os/output.h"
#include "base/os/process.h"
#include "build/changed.h"
#include "check/check.h"

namespace ptrsafe {
namespace {

// Shows what a long run is doing, on one line that is overwritten.
void progress(const Options& options, std::string_view what) {
  if (!options.progress) return;
  os::say("\r\x1b[K{}", what);
}

// Path of the package that a test variant belongs to: "p" for "p [p.test]" and "p_test [p.test]".
std::string plain_path(const build::PackageUnit& u) { return u.path.empty() ? u.import_path : u.path; }

}  // namespace

Analysis load_programs(const Options& options, Report& report) {
  Analysis a;
  double start = os::now();
  a.pool = std::make_unique<Pool>(options.jobs);
  progress(options, "loading packages");
  a.programs = build::load_changed(options.build, options.patterns, options.texts, *a.pool);
  progress(options, "");
  std::set<std::string> said;  // several programs may have the same to say
  for (const auto& p : a.programs) {
    for (const std::string& w : p->warnings)
      if (said.insert(w).second) report.messages += fmt::format("ptrsafe: warning: {}\n", w);
    a.stats.packages += p->packages.size();
    for (const auto& u : p->packages) a.stats.named += u->named;
    a.stats.files += p->files.size() + p->shared_files.size();
    auto count = [&](const build::FileUnit& f) {
      if (!f.tree || !f.tree->file) return;
      a.stats.bytes += f.tree->file->text().size();
      if (options.stats || options.format == Format::Json) a.stats.lines += f.tree->file->line_count();
    };
    for (const auto& f : p->files) count(*f);
    for (const build::FileUnit* f : p->shared_files) count(*f);
  }
  a.stats.load_seconds = os::now() - start;
  return a;
}

void check_programs(Analysis& a, const Options& options) {
  double start = os::now();
  progress(options, "type-checking");
  CheckOptions check;
  check.fake_import_c = options.fake_import_c;
  check.dependency_bodies = options.build.dependency_bodies;
  check.generic_bodies = options.build.generic_bodies;
  check.share_with_tests = options.share_with_tests;
  for (auto& p : a.programs) check_program(*p, check, *a.pool);
  progress(options, "");
  a.stats.check_seconds = os::now() - start;
}

std::vector<PackageErrors> collect_errors(const Analysis& a) {
  struct Group {
    bool named = false;
    Diagnostics loading, syntax, types;
  };
  std::map<std::string, Group> groups;
  for (const auto& program : a.programs) {
    for (const auto& u : program->packages) {
      bool syntax = false, types = u->checked && u->checked->details && !u->checked->details->errors.empty();
      for (const build::FileUnit* f : u->files) syntax = syntax || (f->tree && !f->tree->errors.empty());
      if (u->errors.empty() && !syntax && !types) continue;
      Group& g = groups[plain_path(*u)];
      g.named = g.named || u->named;
      g.loading.insert(g.loading.end(), u->errors.begin(), u->errors.end());
      for (const build::FileUnit* f : u->files)
        if (f->tree) g.syntax.insert(g.syntax.end(), f->tree->errors.begin(), f->tree->errors.end());
      if (types) g.types.insert(g.types.end(), u->checked->details->errors.begin(), u->checked->details->errors.end());
    }
  }
  std::vector<PackageErrors> result;
  for (auto& [path, g] : groups) {
    PackageErrors e{path, g.named, std::move(g.loading)};
    Diagnostics& rest = g.syntax.empty() ? g.types : g.syntax;
    e.errors.insert(e.errors.end(), rest.begin(), rest.end());
    sort_diagnostics(e.errors);
    result.push_back(std::move(e));
  }
  return result;
}

Diagnostics program_errors(const Analysis& a) {
  Diagnostics all;
  for (const auto& p : a.programs) all.insert(all.end(), p->errors.begin(), p->errors.end());
  sort_diagnostics(all);
  return all;
}

Diagnostics all_errors(const Analysis& a) {
  Diagnostics all = program_errors(a);
  for (PackageErrors& p : collect_errors(a)) {
    size_t limit = std::min<size_t>(p.errors.size(), 10);
    all.insert(all.end(), p.errors.begin(), p.errors.begin() + static_cast<ptrdiff_t>(limit));
    if (limit < p.errors.size()) all.push_back({p.errors[limit].pos, "too many errors", false, p.errors[limit].path});
  }
  return all;
}

std::vector<const Package*> checked_packages(const build::Program& program) {
  std::vector<const Package*> packages;
  for (const auto& u : program.packages)
    if (u->named && u->checked && u->checked->details) packages.push_back(u->checked);
  return packages;
}

bool misconfigured(const Analysis& a) {
  return std::any_of(a.programs.begin(), a.programs.end(), [](const auto& p) { return p->misconfigured; });
}

void print_stats(const Stats& s) {
  if (s.replayed) os::say("cache: nothing has changed\n");
  os::say("packages {} ({} named), files {}, lines {}, bytes {}\n"
             "load {:.3f} s, check {:.3f} s, rules {:.3f} s, wall {:.3f} s\n"
             "cpu {:.3f} s, {:.3f} M lines per cpu second, peak {} KiB, {:.0f} bytes a line\n",
             s.packages, s.named, s.files, s.lines, s.bytes, s.load_seconds, s.check_seconds, s.rules_seconds,
             s.wall_seconds, s.cpu_seconds, s.cpu_seconds > 0 ? static_cast<double>(s.lines) / s.cpu_seconds / 1e6 : 0,
             s.peak_rss_kb, s.lines ? static_cast<double>(s.peak_rss_kb) * 1024 / static_cast<double>(s.lines) : 0);
  if (s.fixes_proposed) os::say("fixes: {} findings tried, {} have one, {} analyses, {:.3f} s\n", s.fixes_proposed, s.fixes_offered, s.fix_analyses, s.fix_seconds);
  if (s.followed_lookups) os::say("lookups in maps that are followed {}\n", s.followed_lookups);
}

}  // namespace ptrsafe
