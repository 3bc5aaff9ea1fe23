// `ptrsafe maps`: the passports of all maps that hold pointers.
#include <algorithm>
#include <iterator>

#include "base/os/process.h"
#include "driver/analysis.h"
#include "driver/commands.h"
#include "driver/configurations.h"
#include "driver/value_storage.h"
#include "flow/passport.h"
#include "report/passports.h"

namespace ptrsafe {

std::vector<flow::Passport> all_passports(Analysis& a) {
  std::vector<flow::Passport> maps;
  for (const auto& program : a.programs) {
    std::vector<const Package*> packages = checked_packages(*program);
    auto& flow = *new flow::ProgramFlow(packages, *a.pool);
    std::vector<flow::Passport> of = flow::passports(flow, packages, Sizes::for_arch(program->config.goarch), program->config.go_minor);
    find_storage(*program, *a.pool, of);
    maps.insert(maps.end(), std::make_move_iterator(of.begin()), std::make_move_iterator(of.end()));
  }
  return maps;
}

Report run_maps(const Options& options) {
  Report report;
  std::vector<Configured> all = configurations(options);
  for (Configured& c : all) c.analysis = new Analysis(load_programs(c.options, report));
  Settings settings(options);
  std::string error;
  if (!settings.read(directories(all), &error)) {
    report.messages += error;
    report.status = kExitUsage;
    return report;
  }
  for (Configured& c : all) check_programs(*c.analysis, c.options);
  Document doc;
  doc.base = options.base;
  Stats& stats = all[0].analysis->stats;
  double start = os::now();
  std::vector<flow::Passport> maps = passports_in(all, settings);
  stats.rules_seconds = os::now() - start;
  doc.errors = errors_in(all);
  for (const Diagnostic& d : doc.errors) report.messages += text_of_error(d, doc.base);
  report.result = options.format == Format::Json ? json_of_passports(maps, doc) : text_of_passports(maps, doc.base);
  report.stats = stats;
  report.status = any_misconfigured(all) ? kExitUsage : doc.errors.empty() ? kExitClean : kExitIncomplete;
  return report;
}

}  // namespace ptrsafe
