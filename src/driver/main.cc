// ptrsafe: reads the command line and runs a command.
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <new>

#ifdef PTRSAFE_MIMALLOC
#include <mimalloc.h>
#endif
#include <unistd.h>

#include "base/name.h"
#include "base/os/leftovers.h"
#include "base/os/memory.h"
#include "base/os/output.h"
#include "base/os/process.h"
#include "base/region.h"
#include "driver/commands.h"
#include "driver/analysis.h"
#include "driver/outcomes.h"
#include "driver/vet_command.h"
#include "types/universe.h"

namespace {

void out_of_memory() {
  ptrsafe::os::end_for_lack_of("out of memory: analyse fewer packages at once, or raise `ulimit -v`");
}

int deliver(const ptrsafe::Report& report, const ptrsafe::Options& options) {
  using namespace ptrsafe;
  os::write_stderr(report.messages);
  bool json = options.format == Format::Json && options.print == Print::Nothing;
  bool refused = report.status == kExitUsage && report.result.empty();  // what an earlier run has written stays
  std::string error;
  if (!refused && !write_output(options.output, json ? with_stats(report.result, report.stats) : report.result, &error)) {
    os::say("ptrsafe: {}\n", error);
    return kExitUsage;
  }
  if (!report.baseline.empty() && !os::write_file_atomically(options.write_baseline, report.baseline, &error)) {
    os::say("ptrsafe: {}\n", error);
    return kExitUsage;
  }
  os::write_stderr(report.when_written);
  if (options.stats) print_stats(report.stats);
  return report.status;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace ptrsafe;
  os::open_standard_files();
  // Writing to a closed pipe is reported by the write itself.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // and beyond `ulimit -f`
  os::clean_up_on_signals(kExitInterrupted);
  std::set_new_handler(&out_of_memory);
#ifdef PTRSAFE_MIMALLOC
  // Its operator new does not know the handler.
  mi_register_error([](int err, void*) { if (err == ENOMEM) out_of_memory(); }, nullptr);
#endif
  Options options;
  int status = 0;
  VetUnit unit;
  bool vet = is_vet_call(argc, argv);
  if (!(vet ? parse_vet_call(argc, argv, &options, &unit, &status) : parse_options(argc, argv, &options, &status))) return status;
  double start = os::now();
  Outcomes outcomes(options);
  Report report;
  bool known = unit.facts_only || outcomes.recall(&report);
  if (!known) {
    Region::init();
    init_names();
    init_universe();
    report = options.command == "types" ? run_types(options) : options.command == "maps" ? run_maps(options) : options.command == "escape" ? run_escape(options) : options.command == "explain" ? run_explain(options) : run_check(options);
  }
  report.stats.wall_seconds = os::now() - start;
  report.stats.cpu_seconds = os::cpu_seconds();
  report.stats.peak_rss_kb = os::peak_rss_kb();
  status = vet ? deliver_unit(report, unit) : deliver(report, options);
  if (!known) outcomes.keep(report);
  // All that lives now lives to the end: the system takes it back faster than destructors would.
  std::fflush(nullptr);
  ::_exit(status);
}
