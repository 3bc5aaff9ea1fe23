// `ptrsafe maps`: the passports of all maps that hold pointers.
#include "base/os/process.h"
#include "driver/analysis.h"
#include "driver/commands.h"
#include "driver/value_storage.h"
#include "flow/passport.h"
#include "report/passports.h"

namespace ptrsafe {

Report run_maps(const Options& options) {
  Report report;
  Analysis& a = *new Analysis(load_programs(options, report));  // lives to the end of the process
  check_programs(a, options);
  Document doc;
  doc.base = options.base;
  double start = os::now();
  std::vector<flow::Passport> maps;
  for (const auto& program : a.programs) {
    std::vector<const Package*> packages = checked_packages(*program);
    auto& flow = *new flow::ProgramFlow(packages, *a.pool);
    std::vector<flow::Passport> of = flow::passports(flow, packages, Sizes::for_arch(program->config.goarch), program->config.go_minor);
    find_storage(*program, *a.pool, of);
    maps.insert(maps.end(), std::make_move_iterator(of.begin()), std::make_move_iterator(of.end()));
  }
  a.stats.rules_seconds = os::now() - start;
  doc.errors = all_errors(a);
  for (const Diagnostic& d : doc.errors) report.messages += text_of_error(d, doc.base);
  report.result = options.format == Format::Json ? json_of_passports(maps, doc) : text_of_passports(maps, doc.base);
  report.stats = a.stats;
  report.status = misconfigured(a) ? kExitUsage : doc.errors.empty() ? kExitClean : kExitIncomplete;
  return report;
}

}  // namespace ptrsafe
