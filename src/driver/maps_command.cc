// `ptrsafe maps`: the passports of all maps that hold pointers.
#include "base/os/memory.h"
#include "base/os/output.h"
#include "base/os/process.h"
#include "driver/analysis.h"
#include "driver/commands.h"
#include "flow/passport.h"
#include "report/passports.h"

namespace ptrsafe {

int run_maps(const Options& options) {
  Analysis& a = *new Analysis(load_programs(options));  // lives to the end of the process
  check_programs(a, options);
  Document doc;
  doc.base = options.build.dir;
  double start = os::now();
  std::vector<flow::Passport> maps;
  for (const auto& program : a.programs) {
    std::vector<const Package*> packages = checked_packages(*program);
    auto& flow = *new flow::ProgramFlow(packages, *a.pool);
    std::vector<flow::Passport> of = flow::passports(flow, packages, Sizes::for_arch(program->config.goarch));
    maps.insert(maps.end(), std::make_move_iterator(of.begin()), std::make_move_iterator(of.end()));
  }
  a.stats.rules_seconds = os::now() - start;
  a.stats.wall_seconds += a.stats.rules_seconds;
  a.stats.cpu_seconds = os::cpu_seconds();
  a.stats.peak_rss_kb = os::peak_rss_kb();
  doc.errors = all_errors(a);
  for (const Diagnostic& d : doc.errors) os::say("{}", text_of_error(d, doc.base));
  doc.stats = a.stats;
  std::string error;
  std::string out = options.format == Format::Json ? json_of_passports(maps, doc) : text_of_passports(maps, doc.base);
  if (!write_output(options.output, out, &error)) {
    os::say("ptrsafe: {}\n", error);
    return kExitUsage;
  }
  if (options.stats) print_stats(a.stats);
  if (misconfigured(a)) return kExitUsage;
  return doc.errors.empty() ? kExitClean : kExitIncomplete;
}

}  // namespace ptrsafe
