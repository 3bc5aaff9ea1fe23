#include "driver/fixing.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/os/files.h"
#include "base/os/process.h"
#include "fix/diff.h"
#include "fix/propose.h"
#include "fix/trial.h"
#include "fix/write.h"

namespace ptrsafe {
namespace {

std::vector<std::string> errors_of(const Analysis& a) {
  std::vector<std::string> out;
  for (const Diagnostic& d : program_errors(a)) out.push_back(d.message);
  for (const PackageErrors& p : collect_errors(a))
    for (const Diagnostic& d : p.errors) out.push_back(p.path + ": " + d.message);
  return out;
}

std::string count(size_t n, std::string_view what) { return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s"); }

// The fixes for one finding after the other, equal ones together. Rank 0 are the best ones, rank 1 the second choices, and so on.
std::vector<fix::Candidate> candidates(const std::vector<std::vector<Fix>>& proposed, size_t rank) {
  std::vector<fix::Candidate> out;
  std::map<std::string, size_t> known;
  for (size_t i = 0; i < proposed.size(); i++) {
    if (rank >= proposed[i].size()) continue;
    std::string key;
    for (const Edit& e : proposed[i][rank].edits) key += fmt::format("{}\n{} {} {}\n", e.file->path(), e.start, e.end, e.text);
    auto [at, fresh] = known.try_emplace(key, out.size());
    if (fresh) out.push_back({proposed[i][rank], {}});
    out[at->second].findings.push_back(i);
  }
  return out;
}

// Which of the good candidates among `now` hold beside those that were taken before, which were not there when these were tried.
std::vector<bool> joining(fix::Trial& trial, const std::vector<fix::Candidate>& taken, const std::vector<fix::Candidate>& now, const std::vector<size_t>& good) {
  if (taken.empty() || good.empty()) return std::vector<bool>(now.size(), true);
  std::vector<bool> joins(now.size());
  std::vector<fix::Candidate> all = taken;
  for (size_t i : good) all.push_back(now[i]);
  std::vector<size_t> overlapping, held = trial.good(all, &overlapping);
  if (static_cast<size_t>(std::count_if(held.begin(), held.end(), [&](size_t k) { return k < taken.size(); })) < taken.size()) return joins;
  for (size_t k : held)
    if (k >= taken.size()) joins[good[k - taken.size()]] = true;
  return joins;
}

}  // namespace

bool wants_fixes(const Options& options) {
  bool told = options.format == Format::Json || options.format == Format::Sarif || options.format == Format::Html;
  // Of several configurations one alone cannot say that a fix is good for all.
  return options.only_files.empty() && options.matrix.empty() && (options.fix || options.fix_diff || told);
}

Fixing find_fixes(Analysis& a, const Options& options, const std::vector<Finding>& all, std::vector<Finding>& findings) {
  Fixing result;
  // Nobody reads the fixes of so many, and each trial of many modules takes the memory of all; --fix works through them all the same.
  constexpr size_t kMost = 1000, kMostModules = 8;
  if (!options.fix && !options.fix_diff && (findings.size() > kMost || a.programs.size() > kMostModules)) return result;
  double start = os::now();
  fix::Sites sites(a.programs);
  std::vector<std::vector<Fix>> proposed(findings.size());
  bool any = false;
  for (size_t i = 0; i < findings.size(); i++) {
    if (findings[i].suppressed) continue;
    proposed[i] = fix::propose(sites, findings[i]);
    a.stats.fixes_proposed += !proposed[i].empty();
    any = any || !proposed[i].empty();
  }
  if (!any) return result;

  // A fix must not bring a finding of any rule, whichever were asked for.
  Options again = options;
  again.progress = again.stats = false;
  again.cache.clear();
  bool all_on = true;
  for (RuleId r : all_rules()) {
    if (is_advice(r) || again.rules.has(r)) continue;
    again.rules.add(r);
    all_on = false;
  }
  fix::Outcome before{all_on ? all : find_all(a, again), errors_of(a)};
  auto place = [](const Finding& f) { return std::tuple(f.rule, f.begin.v, f.end.v); };
  std::map<std::tuple<RuleId, uint32_t, uint32_t>, size_t> numbers;
  for (size_t i = 0; i < before.findings.size(); i++) numbers.try_emplace(place(before.findings[i]), i);
  fix::Trial trial(before, options.show, [&](const std::map<std::string, std::string>& texts) {
    again.texts = texts;
    Report ignored;
    Analysis& b = *new Analysis(load_programs(again, ignored));  // findings refer to its files, as to those of any other
    check_programs(b, again);
    return fix::Outcome{find_all(b, again), errors_of(b)};
  });
  std::vector<fix::Candidate> taken;  // what result.edits has, as it was tried
  for (size_t rank = 0;; rank++) {
    std::vector<fix::Candidate> some = candidates(proposed, rank);
    if (some.empty()) {
      if (std::all_of(proposed.begin(), proposed.end(), [&](const auto& list) { return list.size() <= rank; })) break;
      continue;
    }
    std::vector<fix::Candidate> tried = some;
    for (fix::Candidate& c : tried)
      for (size_t& i : c.findings) i = numbers.at(place(findings[i]));
    // Those that overlap with others are tried after them, on their own.
    std::vector<size_t> wave(tried.size());
    for (size_t i = 0; i < wave.size(); i++) wave[i] = i;
    while (!wave.empty()) {
      std::vector<fix::Candidate> now;
      for (size_t i : wave) now.push_back(tried[i]);
      std::vector<size_t> later, after;
      std::vector<size_t> good = trial.good(now, &later);
      std::vector<bool> joins = joining(trial, taken, now, good);
      for (size_t i : good) {
        const fix::Candidate& c = some[wave[i]];
        bool together = joins[i] && result.edits.add(c.fix);
        if (together) taken.push_back(now[i]);
        for (size_t f : c.findings) {
          findings[f].fixes = {c.fix};
          proposed[f].clear();
          if (together) result.done.push_back({f, c.fix.message});
        }
      }
      for (size_t i : later) after.push_back(wave[i]);
      wave = std::move(after);
    }
  }
  std::sort(result.done.begin(), result.done.end(), [](const auto& x, const auto& y) { return x.finding < y.finding; });
  for (const Finding& f : findings) a.stats.fixes_offered += !f.fixes.empty();
  a.stats.fix_analyses += trial.analyses();
  a.stats.fix_seconds += os::now() - start;
  return result;
}

size_t apply_fixes(const Fixing& fixing, const std::vector<Finding>& findings, const std::string& base, Report& report) {
  std::set<std::string> failed;
  for (const std::string& path : fixing.edits.paths()) {
    std::string error;
    if (fix::write_fixed(fixing.edits, path, &error)) continue;
    report.messages += fmt::format("ptrsafe: {}\n", error);
    report.status = kExitUsage;
    failed.insert(path);
  }
  size_t mended = 0;
  std::set<std::string> files;
  for (const Fixing::Done& d : fixing.done) {
    const Finding& f = findings[d.finding];
    const std::vector<Edit>& edits = f.fixes.front().edits;
    if (std::any_of(edits.begin(), edits.end(), [&](const Edit& e) { return failed.contains(e.file->path()); })) continue;
    for (const Edit& e : edits) files.insert(e.file->path());
    report.messages += text_of_fixed(f, d.message, base);
    mended++;
  }
  if (mended) report.messages += fmt::format("ptrsafe: fixed {} in {}\n", count(mended, "finding"), count(files.size(), "file"));
  return mended;
}

void show_fixes(const Fixing& fixing, const std::vector<Finding>& findings, const std::string& base, Report& report) {
  report.result = fix::unified_diff(fixing.edits, base);
  for (const std::string& path : fixing.edits.paths())
    if (!os::path_below(path, base)) report.messages += fmt::format("ptrsafe: {}: its fixes are not in the diff, since it is not below the working directory; use -C, or --fix\n", path);
  size_t shown = static_cast<size_t>(std::count_if(findings.begin(), findings.end(), [](const Finding& f) { return !f.suppressed; }));
  report.messages += fmt::format("ptrsafe: {} of {} can be fixed{}\n", fixing.done.size(), count(shown, "finding"), fixing.done.empty() ? "" : "; `ptrsafe check --fix` does it");
}

}  // namespace ptrsafe
